"""Taking orders: from a quote, a form, the API, the telephone or the counter; one or a thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Max

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.catalogue.actions.using import Use, use_promotions
from polku.catalogue.logic.lines import summed
from polku.catalogue.logic.totals import Totals
from polku.catalogue.queries.destination import accounts_for_tax
from polku.catalogue.queries.filling import Buyer, Filled, fill
from polku.company.models import Company
from polku.company.queries import company, day_of, to_company_currency
from polku.contacts import postal
from polku.contacts.models import Customer
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.outside import given_already
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.deals.actions import follow_worth, open_deals
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.documents.actions import next_numbers
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Invalid, NotFound, gettext_noop
from polku.kernel.money import CURRENCIES, Money
from polku.kernel.text import clean
from polku.orders.actions.indexing import index_orders
from polku.orders.actions.reach import entry
from polku.orders.events import OrderPlaced
from polku.orders.logic.incoming import ADDRESS_FIELDS, Address, NewOrder
from polku.orders.logic.states import DUE_DAYS, DUE_DAYS_MAX, Channel, State, Terms
from polku.orders.models import Order, OrderLine
from polku.orders.rules import OrderPermission

SERIES = "order"
COUNTRY_LETTERS: Final = 2


@dataclass(frozen=True)
class Placed:
    """What became of one row: the order, or why not."""

    order: Order | None = None
    error: DomainError | None = None

    @property
    def order_id(self) -> int | None:
        """The order's id, None where it was refused."""
        return self.order.id if self.order else None


@dataclass
class _Draft:
    new: NewOrder
    deal: Deal
    filled: Filled
    totals: Totals
    order: Order


def place_order(new: NewOrder, *, actor: Actor, at: datetime) -> Order:
    """Take one order: a batch of one. Raises: Invalid (names line and field), NotFound, NotAllowed."""
    placed = place_orders([new], actor=actor, at=at)[0]
    if placed.order is None:
        raise placed.error or Invalid()
    return placed.order


def place_orders(
    rows: Sequence[NewOrder], *, actor: Actor, at: datetime, history: bool = False
) -> list[Placed]:
    """Take orders, and answer for each. One without a deal gets a deal of its own.

    Prices and taxes that a line does not tell come from the catalogue as of `at`. In history mode rows state the past:
    their lines tell everything, and nothing reacts.
    """
    actor.require(OrderPermission.IMPORT_HISTORY if history else OrderPermission.PLACE)
    with write():
        answers: dict[int, Placed] = {}
        good: dict[int, NewOrder] = {}
        for number, row in enumerate(rows):
            try:
                good[number] = _checked(row)
            except DomainError as error:
                answers[number] = Placed(error=error)
        for number, taken in given_already(Order, {n: row.external_id for n, row in good.items()}).items():
            answers[number] = Placed(error=taken)
            del good[number]
        deals = _deals(good, answers, actor, at, history)
        drafts: dict[int, _Draft] = {}
        before = {} if history else _addresses_before(good, deals)
        for number, deal in deals.items():
            try:
                new = _addressed(good[number], deal.customer, before.get(deal.customer_id), history)
                drafts[number] = _draft(new, deal, at, history)
            except DomainError as error:
                answers[number] = Placed(error=error)
        _store(list(drafts.values()), actor, at, history)
        answers |= {number: Placed(draft.order) for number, draft in drafts.items()}
    return [answers[number] for number in range(len(rows))]


def _checked(new: NewOrder) -> NewOrder:
    if new.channel not in set(Channel):
        raise Invalid(gettext_noop("There is no such channel."), field="channel")
    if new.payment_terms not in set(Terms):
        raise Invalid(gettext_noop("There are no such terms of payment."), field="payment_terms")
    if new.currency and new.currency not in CURRENCIES:
        raise Invalid(gettext_noop("There is no such currency."), field="currency")
    if new.due_days is not None and not 0 <= new.due_days <= DUE_DAYS_MAX:
        raise Invalid(gettext_noop("Days to pay lie between 0 and 365."), field="due_days")
    if new.deal_id is None and new.deal is None:
        raise Invalid(gettext_noop("Say who orders: a deal or a customer."), field="deal_id")
    for name, address in (("billing", new.billing), ("delivery", new.delivery)):
        check_address(address, name)
    return new


def check_address(address: Address, name: str) -> None:
    """Whether all parts of an address are known. Raises: Invalid (names the part)."""
    if unknown := set(address) - set(ADDRESS_FIELDS):
        raise Invalid(gettext_noop("The address has unknown parts."), field=f"{name}.{min(unknown)}")
    country = address.get("country", "")
    if country and not (len(country) == COUNTRY_LETTERS and country.isascii() and country.isupper()):
        raise Invalid(gettext_noop("A country is named by two letters, such as FI."), field=f"{name}.country")


def _deals(
    good: Mapping[int, NewOrder], answers: dict[int, Placed], actor: Actor, at: datetime, history: bool
) -> dict[int, Deal]:
    """The deal of each order, opened where it has none; with its customer."""
    named = {row.deal_id for row in good.values() if row.deal_id is not None}
    known: dict[int, Deal] = {}
    if named:
        known = {deal.id: deal for deal in _named(actor, None, list(named))}
    found: dict[int, Deal] = {}
    fresh: dict[str | None, list[int]] = {}
    for number, row in good.items():
        if row.deal_id is None:
            fresh.setdefault(row.process, []).append(number)
        elif row.deal_id in known:
            found[number] = known[row.deal_id]
        else:
            message = gettext_noop("This deal does not exist, or you may not see it.")
            answers[number] = Placed(error=NotFound(message, field="deal_id"))
    for process, numbers in fresh.items():
        wanted = [good[number].deal or NewDeal() for number in numbers]
        opened = open_deals(wanted, actor=actor, at=at, process=process, history=history)
        for number, one in zip(numbers, opened, strict=True):
            if one.deal is None:
                answers[number] = Placed(error=one.error)
            else:
                found[number] = one.deal
    _with_customers(found.values())
    return dict(sorted(found.items()))


_named = Reached(
    lambda actor, _right, ids: (
        Deal.objects.visible_to(actor).current().filter(id__in=among(ids)).select_related("customer")
    )
)


def _with_customers(deals: object) -> None:
    rows = [deal for deal in deals if "customer" not in deal._state.fields_cache]  # type: ignore[attr-defined]
    if not rows:
        return
    customers = Customer.objects.in_bulk({deal.customer_id for deal in rows})
    for deal in rows:
        deal.customer = customers[deal.customer_id]


def _addresses_before(good: Mapping[int, NewOrder], deals: Mapping[int, Deal]) -> dict[int, Order]:
    """The last order with a street of each customer for whom none is told or kept: one query."""
    untold = {
        deal.customer_id
        for number, deal in deals.items()
        if not (good[number].billing or good[number].delivery or postal.delivery_of(deal.customer))
    }
    if not untold:
        return {}
    return {row.customer_id: row for row in _last_sent(sorted(untold))}


_last_sent = Prepared(
    lambda customer_ids: Order.objects.filter(
        id__in=Order.objects.filter(customer_id__in=among(customer_ids), billing__has_key="line1")
        .order_by()
        .values("customer_id")
        .annotate(last=Max("id"))
        .values("last")
    )
)


def _addressed(new: NewOrder, customer: Customer, before: Order | None, history: bool) -> NewOrder:
    """What an order leaves untold is the customer's own address, else where its last order went.

    Where the customer has none either, one address told stands for both. The past is kept as it was told.
    """
    billing, delivery = new.billing, new.delivery
    if not history:
        billing = billing or postal.billing_of(customer)
        delivery = delivery or (postal.delivery_of(customer) if customer.delivery else billing)
    if billing or delivery:
        return replace(new, billing=billing or delivery, delivery=delivery or billing)
    return replace(new, billing=before.billing, delivery=before.delivery) if before else new


def _draft(new: NewOrder, deal: Deal, at: datetime, history: bool) -> _Draft:
    own, customer = company(), deal.customer
    currency = new.currency or deal.value_currency or own.currency
    language = new.language or customer.language or own.language
    placed_at = new.placed_at if history and new.placed_at else at
    buyer = Buyer(
        customer.id,
        new.delivery.get("country") or customer.country,
        accounts_for_tax(customer.vat_id),
        language,
    )
    if history and not new.lines:
        filled = Filled((), bool(new.prices_include_tax))
    else:
        filled = fill(
            new.lines,
            buyer=buyer,
            currency=currency,
            at=placed_at,
            codes=new.codes,
            prices_include_tax=new.prices_include_tax,
        )
    totals = summed(filled.lines, currency=currency, prices_include_tax=filled.prices_include_tax)
    order = Order(
        number=new.number,
        external_id=new.external_id,
        deal=deal,
        customer=customer,
        quote_id=new.quote_id,
        owner_id=deal.owner_id,
        team_id=deal.team_id,
        state=_state(new, history),
        channel=new.channel,
        currency=currency,
        language=language,
        payment_terms=new.payment_terms,
        due_days=_due_days(new),
        prices_include_tax=filled.prices_include_tax,
        reference=clean(new.reference, max_length=120, field="reference"),
        note=clean(new.note, multiline=True, field="note"),
        billing=full_address(new.billing, customer),
        delivery=full_address(new.delivery, customer),
        wanted_date=new.wanted_date,
        promised_date=new.promised_date or new.wanted_date,
        net_minor=totals.net_minor,
        tax_minor=totals.tax_minor,
        gross_minor=totals.gross_minor,
        company_net_minor=in_company(totals.net_minor, currency, own, placed_at),
        placed_at=placed_at,
        confirmed_at=new.confirmed_at if history else None,
        canceled_at=new.canceled_at if history else None,
        history=history,
        source_state=clean(new.source_state, max_length=40, field="source_state") if history else "",
        recorded_at=at,
    )
    return _Draft(new, deal, filled, totals, order)


def _state(new: NewOrder, history: bool) -> str:
    if not history:
        return State.PLACED
    if new.canceled_at or new.state == State.CANCELED:
        return State.CANCELED
    return State.CONFIRMED if new.confirmed_at or new.state == State.CONFIRMED else State.PLACED


def _due_days(new: NewOrder) -> int:
    if new.payment_terms != Terms.DUE_DATE:
        return 0
    return DUE_DAYS if new.due_days is None else new.due_days


def full_address(told: Address, customer: Customer) -> dict[str, str]:
    """The address as told, named after the customer where it names nobody; a copy, whatever the customer's does."""
    known = {"name": customer.name, "city": customer.city, "country": customer.country}
    return {
        name: text
        for name in ADDRESS_FIELDS
        if (text := clean((told.get(name) or known.get(name, "")).strip(), max_length=200, field=name))
    }


def in_company(minor: int, currency: str, own: Company, at: datetime) -> int:
    """A sum in company currency at the rate of the day of `at`."""
    if currency == own.currency:
        return minor
    on = day_of(at)
    return to_company_currency(Money(minor, currency), on, base=own.currency).minor


def _store(drafts: Sequence[_Draft], actor: Actor, at: datetime, history: bool) -> None:
    if not drafts:
        return
    unnumbered = [draft for draft in drafts if not draft.order.number]
    days = [day_of(draft.order.placed_at) for draft in unnumbered]
    for draft, number in zip(unnumbered, next_numbers(SERIES, days=days), strict=True):
        draft.order.number = number
    insert(Order, [draft.order for draft in drafts])
    insert(
        OrderLine, [line for draft in drafts for line in order_lines(draft.order, draft.filled, draft.totals)]
    )
    index_orders([draft.order for draft in drafts], new=True)
    _use_promotions(drafts, actor, at, history)
    entries = [entry(_event(draft), draft.order, draft.order.placed_at) for draft in drafts]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)
    if not history:
        follow_worth([draft.deal for draft in drafts], at=at)


def _use_promotions(drafts: Sequence[_Draft], actor: Actor, at: datetime, history: bool) -> None:
    """Count the promotions that gave these prices; one that was used up meanwhile undoes the whole."""
    uses = [
        Use(promotion_id, draft.deal.customer_id, ("order", draft.order.id))
        for draft in drafts
        for promotion_id in draft.filled.promotion_ids
    ]
    if uses and not history:
        for used in use_promotions(uses, actor=actor, at=at):
            if used.error is not None:
                raise used.error


def order_lines(order: Order, filled: Filled, totals: Totals) -> list[OrderLine]:
    """The rows of an order's lines, each with its share of the sums."""
    return [
        OrderLine(
            order=order,
            position=position,
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
            net_minor=totals.line_net_minors[position - 1],
            tax_minor=totals.line_tax_minors[position - 1],
            cost_minor=line.cost_minor,
        )
        for position, line in enumerate(filled.lines, start=1)
    ]


def _event(draft: _Draft) -> OrderPlaced:
    order = draft.order
    return OrderPlaced(
        order_id=order.id,
        number=order.number,
        channel=order.channel,
        currency=order.currency,
        net_minor=order.net_minor,
        gross_minor=order.gross_minor,
        lines=len(draft.filled.lines),
        quote_id=order.quote_id,
    )
