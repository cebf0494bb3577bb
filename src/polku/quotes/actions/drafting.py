"""Writing offers: a first version, changes while it is a draft, a new version once it was sent."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.catalogue.logic.lines import Line, summed
from polku.catalogue.logic.rounding import half_up
from polku.catalogue.logic.totals import Totals
from polku.catalogue.models import Product, Promotion
from polku.catalogue.queries.destination import accounts_for_tax
from polku.catalogue.queries.filling import Buyer, Filled, fill
from polku.catalogue.queries.pricing import concerns
from polku.company.queries import company, day_of, to_company_currency
from polku.contacts.models import Contact, Customer
from polku.contacts.postal import country_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import write
from polku.deals.models import Deal
from polku.documents.actions import next_number
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.money import CURRENCIES, Money
from polku.kernel.text import clean
from polku.kernel.words import language as known_language
from polku.quotes.actions import reach
from polku.quotes.events import QuoteDrafted, QuoteRevised
from polku.quotes.logic.choosing import Part, checked, usual
from polku.quotes.logic.costs import checked as checked_costs
from polku.quotes.logic.incoming import TERMS, Content, NewQuote, OfferedLine
from polku.quotes.logic.states import EDITABLE, State
from polku.quotes.models import Approval, Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.finding import offered, settings
from polku.quotes.rules import QuotePermission

SERIES: Final = "quote"
PAYMENT_TERMS: Final = ("pay_first", "on_delivery", "due_date")
VALID_DAYS_MAX: Final = 3650


def draft(new: NewQuote, *, actor: Actor, at: datetime) -> Quote:
    """Begin an offer on a deal. What its lines do not tell comes from the catalogue as of `at`.

    Raises: Invalid (names line and field), NotFound, NotAllowed.
    """
    actor.require(QuotePermission.WRITE)
    with write():
        deal = _deal(new.deal_id, actor)
        own, customer = company(), deal.customer
        contact = _contact(new.contact_id, customer)
        currency = new.currency or deal.value_currency or own.currency
        if currency not in CURRENCIES:
            raise Invalid(gettext_noop("There is no such currency."), field="currency")
        told = new.language or (contact.language if contact else "") or customer.language
        row = Quote(
            deal=deal,
            customer=customer,
            contact=contact,
            owner_id=actor.user_id or deal.owner_id,
            team_id=deal.team_id,
            currency=currency,
            language=known_language(told) or own.language,
            token=secrets.token_urlsafe(18),
            recorded_at=at,
        )
        version, lines = _composed(row, new.content, actor, at)
        row.number = next_number(SERIES, on=day_of(at))
        insert(Quote, [row])
        _store(version, lines, row)
        event = QuoteDrafted(
            quote_id=row.id,
            number=row.number,
            currency=currency,
            net_minor=version.net_minor,
            gross_minor=version.gross_minor,
            lines=len(lines),
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def revise(
    quote_id: int, content: Content, *, version: int | None = None, actor: Actor, at: datetime
) -> Quote:
    """Let an offer say `content`: in place while it is a draft, as a new version once it was sent.

    `version` is the one the wish was made from.

    Raises: Invalid, NotFound, NotAllowed, Refused (accepted, or revised by somebody else meanwhile).
    """
    with write():
        row = reach.quote(quote_id, QuotePermission.WRITE, actor)
        if State(row.state) not in EDITABLE:
            message = gettext_noop("The quote %(number)s was accepted: it does not change any more.")
            raise Refused(Message(message, number=row.number), code="accepted")
        if version is not None and version != row.version:
            message = gettext_noop("Somebody revised the quote %(number)s meanwhile. Look at it again.")
            raise Refused(Message(message, number=row.number), code="changed_meanwhile")
        was_sent = row.sent_version is not None and row.sent_version == row.version
        fresh, lines = _composed(row, _with_costs(content, row), actor, at)
        fresh.promotion_ids = sorted({*fresh.promotion_ids, *_still_given(row, lines)})
        if was_sent:
            row.version += 1
        else:
            _take_back(row, at)
        fresh.version = row.version
        row.state = State.DRAFT.value
        row.decline_key = row.decline_reason = ""
        row.save(update_fields=["version", "state", "decline_key", "decline_reason"])
        _store(fresh, lines, row)
        event = QuoteRevised(
            quote_id=row.id,
            number=row.number,
            version=row.version,
            currency=row.currency,
            net_minor=fresh.net_minor,
            gross_minor=fresh.gross_minor,
        )
        append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return row


def _with_costs(content: Content, row: Quote) -> Content:
    """Lines of no product keep the cost they had, by quantity: who may not see it cannot tell it, nor lose it."""
    known = {
        (line.sku, line.description.strip()): line
        for line in QuoteLine.objects.filter(version__quote=row, version__version=row.version)
        if line.product_id is None and line.cost_minor is not None
    }

    def kept(line: OfferedLine) -> OfferedLine:
        asked = line.asked
        old = known.get((asked.sku, asked.description.strip()))
        if (
            old is None
            or old.cost_minor is None
            or asked.product_id is not None
            or asked.cost_minor is not None
        ):
            return line
        cost = half_up(Fraction(old.cost_minor) * Fraction(asked.quantity) / Fraction(old.quantity))
        return replace(line, asked=replace(asked, cost_minor=cost))

    return replace(content, lines=tuple(kept(line) for line in content.lines)) if known else content


def _still_given(row: Quote, lines: Sequence[QuoteLine]) -> list[int]:
    """Promotions of the version before for products whose line tells the price and discount it had: given once more."""
    before, known = offered(row, row.version)
    if not before.promotion_ids:
        return []
    old = {(line.product_id, line.unit_price, line.discount_percent) for line in known}
    same = [
        line.product_id
        for line in lines
        if line.product_id and (line.product_id, line.unit_price, line.discount_percent) in old
    ]
    groups = dict(Product.objects.filter(id__in=among(same)).values_list("id", "group"))
    given = Promotion.objects.filter(id__in=among(before.promotion_ids))
    return [one.id for one in given if concerns(one, groups)] if groups else []


def _take_back(row: Quote, at: datetime) -> None:
    """The draft gives way to another: its lines go, and whoever was asked to approve it is asked no more."""
    if row.state == State.WAITING:
        Approval.objects.filter(quote=row, version=row.version, decided_at=None).update(decided_at=at)
    QuoteLine.objects.filter(version__quote=row, version__version=row.version)._raw_delete("default")
    QuoteVersion.objects.filter(quote=row, version=row.version)._raw_delete("default")


def _deal(deal_id: int, actor: Actor) -> Deal:
    found = _quoted(actor, QuotePermission.WRITE, deal_id)
    if not found:
        raise NotFound(gettext_noop("This deal does not exist, or you may not see it."), field="deal_id")
    return found[0]


_quoted = Reached(
    lambda actor, right, deal_id: (
        Deal.objects.visible_to(actor)
        .reached_by(actor, right)
        .current()
        .filter(id=deal_id)
        .select_related("customer")
    )
)


def _contact(contact_id: int | None, customer: Customer) -> Contact | None:
    if contact_id is None:
        return None
    found = Contact.objects.filter(id=contact_id, customer=customer, voided_at=None).first()
    if found is None:
        raise NotFound(gettext_noop("The customer has no such contact."), field="contact_id")
    return found


def priced(row: Quote, content: Content, at: datetime) -> tuple[Filled, Totals, list[Part]]:
    """The lines with prices and taxes, the sums of each line's share, and what can be chosen. Stores nothing.

    Raises: Invalid (names line and field), NotFound.
    """
    customer = row.customer
    filled = fill(
        [line.asked for line in content.lines],
        buyer=Buyer(customer.id, country_of(customer), accounts_for_tax(customer.vat_id), row.language),
        currency=row.currency,
        at=at,
        codes=content.codes,
        prices_include_tax=content.prices_include_tax,
    )
    parts = [
        Part(
            number, line.optional, clean(line.group.strip(), max_length=60, field=f"lines.{number - 1}.group")
        )
        for number, line in enumerate(content.lines, start=1)
    ]
    checked(parts)
    if not usual(parts) and not any(part.optional for part in parts):
        raise Invalid(gettext_noop("There must be a line at least."), field="lines")
    return filled, sums(filled.lines, row.currency, filled.prices_include_tax), parts


def sums(lines: Sequence[Line], currency: str, prices_include_tax: bool) -> Totals:
    """The sums of these lines."""
    return summed(lines, currency=currency, prices_include_tax=prices_include_tax)


def _composed(
    row: Quote, content: Content, actor: Actor, at: datetime
) -> tuple[QuoteVersion, list[QuoteLine]]:
    """A version as it will be stored, and its lines."""
    if content.payment_terms not in PAYMENT_TERMS:
        raise Invalid(gettext_noop("There are no such terms of payment."), field="payment_terms")
    if not 0 <= content.due_days <= 365:
        raise Invalid(gettext_noop("Days to pay lie between 0 and 365."), field="due_days")
    filled, whole, parts = priced(row, content, at)
    own, on = company(), day_of(at)
    counted = usual(parts)
    kept = [line for part, line in zip(parts, filled.lines, strict=True) if part.position in counted]
    total = sums(kept, row.currency, filled.prices_include_tax) if kept else None
    net = total.net_minor if total else 0
    costed = [line for line in kept if line.cost_minor is not None]
    company_net = to_company_currency(Money(net, row.currency), on, base=own.currency).minor
    version = QuoteVersion(
        title=clean(content.title.strip(), max_length=300, field="title"),
        needs=clean(content.needs.strip(), multiline=True, field="needs"),
        terms=_terms(content),
        payment_terms=content.payment_terms,
        due_days=content.due_days if content.payment_terms == "due_date" else 0,
        valid_until=_valid_until(content, on),
        prices_include_tax=filled.prices_include_tax,
        net_minor=net,
        tax_minor=total.tax_minor if total else 0,
        gross_minor=total.gross_minor if total else 0,
        cost_minor=sum(line.cost_minor or 0 for line in costed) if costed else None,
        company_net_minor=company_net,
        costed_net_minor=_part_of(company_net, kept, costed, total),
        promotion_ids=list(filled.promotion_ids),
        costs=checked_costs(content.costs).stored(),
        by_id=actor.user_id,
        made_at=at,
        version=row.version,
    )
    lines = [
        _line(part, line, net_minor, tax_minor)
        for part, line, net_minor, tax_minor in zip(
            parts, filled.lines, whole.line_net_minors, whole.line_tax_minors, strict=True
        )
    ]
    return version, lines


def _part_of(company_net: int, kept: Sequence[Line], costed: Sequence[Line], total: Totals | None) -> int:
    """What the lines of a known cost are of the net sum, in company currency."""
    if total is None or not total.net_minor or len(costed) == len(kept):
        return company_net
    nets = zip(kept, total.line_net_minors, strict=True)
    known = sum(net for line, net in nets if line.cost_minor is not None)
    return half_up(Fraction(known * company_net, total.net_minor))


def _line(part: Part, line: Line, net_minor: int, tax_minor: int) -> QuoteLine:
    return QuoteLine(
        position=part.position,
        product_id=line.product_id,
        sku=line.sku,
        description=line.description,
        kind=line.kind,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        tax_category=line.tax_category,
        tax_percent=line.tax_percent,
        net_minor=net_minor,
        tax_minor=tax_minor,
        cost_minor=line.cost_minor,
        optional=part.optional,
        group=part.group,
    )


def _terms(content: Content) -> dict[str, str]:
    if unknown := set(content.terms) - set(TERMS):
        raise Invalid(gettext_noop("There are no such terms."), field=f"terms.{min(unknown)}")
    told = {
        key: clean(content.terms.get(key, "").strip(), multiline=True, field=f"terms.{key}") for key in TERMS
    }
    return {key: text for key, text in told.items() if text}


def _valid_until(content: Content, on: date) -> date:
    if content.valid_until is None:
        return on + timedelta(days=settings().valid_days)
    if content.valid_until < on:
        raise Invalid(gettext_noop("The offer must hold until today at least."), field="valid_until")
    if content.valid_until > on + timedelta(days=VALID_DAYS_MAX):
        raise Invalid(gettext_noop("The offer holds longer than ten years."), field="valid_until")
    return content.valid_until


def _store(version: QuoteVersion, lines: Sequence[QuoteLine], row: Quote) -> None:
    version.quote = row
    insert(QuoteVersion, [version])
    for line in lines:
        line.version = version
    insert(QuoteLine, lines)
