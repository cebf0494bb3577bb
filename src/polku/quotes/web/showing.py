"""What pages inside show of a quote: lines, sums, margins for those who may see them, differences in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.access.logic import Actor
from polku.catalogue.availability import short_of
from polku.catalogue.rules import sees_costs
from polku.catalogue.words import counted_unit, short_text, unit_name
from polku.company.queries import company
from polku.kernel.money import Money
from polku.quotes.costing import costs_words
from polku.quotes.logic import margin
from polku.quotes.logic.costs import Costs
from polku.quotes.logic.diff import Change, Difference, LineFacts, VersionFacts
from polku.quotes.logic.states import EDITABLE, OPEN, TRANSITIONS, State
from polku.quotes.models import Acceptance, Quote, QuoteLine, QuoteVersion
from polku.quotes.papering import line_minor, money
from polku.quotes.queries.finding import settings
from polku.quotes.queries.listing import waiting_for
from polku.quotes.rules import QuotePermission
from polku.quotes.words import FIELDS, PAYMENT_TERMS, percent_text, price_text, quantity_text
from polku.ui import locale_formats

DECIDED_MAX: Final = 12
"""So many lines of an offer stand in the dialog that approves it."""


@dataclass(frozen=True)
class ShownLine:
    """A line as people inside read it."""

    position: int
    title: str
    note: str
    amount: str
    total: str
    optional: bool
    group: str
    margin: str
    short: str = ""


@dataclass(frozen=True)
class ShownSums:
    """What a version comes to; cost and margin, `partly` of some lines alone, are empty for who may not see them."""

    net: str
    tax: str
    gross: str
    cost: str
    margin: str
    partly: bool


def shown_lines(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], actor: Actor
) -> list[ShownLine]:
    """The lines of a version; while nobody answered it, with what is not on stock."""
    sees = sees_costs(actor)
    shown = [_line(line, row, version, sees) for line in lines]
    if row.state not in OPEN or version.version != row.version:
        return shown
    short = short_words([(line.product_id, line.quantity, line.unit) for line in lines], actor)
    return [replace(one, short=said) for one, said in zip(shown, short, strict=True)]


def short_words(lines: Sequence[tuple[int | None, Decimal, str]], actor: Actor) -> list[str]:
    """What of each line, told as product, quantity and unit, is not on stock; empty where all of it is."""
    found = short_of(
        actor, [(product_id, quantity) for product_id, quantity, _unit in lines], timezone.localdate()
    )
    return [short_text(one, unit) if one else "" for one, (*_, unit) in zip(found, lines, strict=True)]


def _line(line: QuoteLine, row: Quote, version: QuoteVersion, sees: bool) -> ShownLine:
    head, _sep, rest = line.description.partition("\n")
    amount = f"{counted_unit(line.quantity, line.unit)} × {price_text(line.unit_price, row.currency)}"
    if line.discount_percent:
        amount += f" − {percent_text(line.discount_percent)}"
    own = in_company(line.net_minor, version) if sees else 0
    return ShownLine(
        line.position,
        head,
        " · ".join(part for part in (rest.strip(), line.sku) if part),
        amount,
        money(line_minor(line, version), row.currency),
        line.optional,
        line.group,
        margin_text(own, line.cost_minor) if sees else "",
    )


def in_company(minor: int, version: QuoteVersion) -> int:
    """An amount of an offer in the company's currency, at the rate of its version."""
    if not version.net_minor:
        return minor
    return round(minor * version.company_net_minor / version.net_minor)


def margin_text(net_minor: int, cost_minor: int | None) -> str:
    """A margin in per cent; empty where it is not known."""
    found = margin.percent(net_minor, cost_minor)
    return "" if found is None else percent_text(found.quantize(Decimal("0.1")))


def shown_sums(row: Quote, version: QuoteVersion, actor: Actor) -> ShownSums:
    """The sums of a version."""
    sees = sees_costs(actor)
    cost = money(version.cost_minor, company().currency) if sees and version.cost_minor is not None else ""
    return ShownSums(
        net=money(version.net_minor, row.currency),
        tax=money(version.tax_minor, row.currency),
        gross=money(version.gross_minor, row.currency),
        cost=cost,
        margin=margin_text(version.costed_net_minor, version.cost_minor) if sees else "",
        partly=version.costed_net_minor != version.company_net_minor,
    )


def agreed_part(
    found: Acceptance | None, version: QuoteVersion, lines: Sequence[QuoteLine]
) -> dict[str, Any] | None:
    """What the buyer took of what was left open, and what it all comes to; None of a version nobody accepted."""
    if found is None or found.version_id != version.id:
        return None
    open_ = {line.position for line in lines if line.optional or line.group}
    gross = money(found.gross_minor, version.quote.currency)
    return {"open_lines": open_.intersection(found.chosen), "gross": gross}


def decided_words(row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], actor: Actor) -> list[str]:
    """An offer in a few lines, for whoever decides on it: whose, of what, for how much, with which margin."""
    sums = shown_sums(row, version, actor)
    least = settings().margin_percent
    told = [f"{row.customer.name}: {version.title or row.deal.title}"]
    told += [f"{one.title}: {one.amount}" for one in shown_lines(row, version, lines, actor)[:DECIDED_MAX]]
    told.append(f"{_('Without VAT')}: {sums.net}")
    if sums.margin:
        told.append(f"{_('Margin')}: {sums.margin}")
    if unknown := sum(line.cost_minor is None for line in lines) if sees_costs(actor) else 0:
        told.append(unknown_words(unknown))
    if sums.margin and least is not None:
        told.append(f"{_('Least margin in per cent')}: {percent_text(least)}")
    return told


def unknown_words(count: int) -> str:
    """How many lines no margin tells of."""
    words = ngettext(
        "The cost of %(n)d line is not known: the margin leaves it out.",
        "The cost of %(n)d lines is not known: the margin leaves them out.",
        count,
    )
    return words % {"n": count}


def may(row: Quote, actor: Actor) -> dict[str, bool]:
    """What this person may do with the quote as it stands."""
    state = State(row.state)
    writes = _reaches(row, actor, QuotePermission.WRITE)
    sends = _reaches(row, actor, QuotePermission.SEND)
    approves = state == State.WAITING and actor.may(QuotePermission.APPROVE)
    decides = approves and waiting_for(actor).filter(quote=row).exists()
    return {
        "edit": writes and state in EDITABLE,
        "write": writes,
        "submit": writes and state == State.DRAFT,
        "send": sends and (State.SENT in TRANSITIONS[state] or state == State.SENT),
        "decide": decides,
        "is_own": approves and not decides,
        "answer": sends and state == State.SENT,
        "withdraw": sends and State.WITHDRAWN in TRANSITIONS[state],
        "cost": sees_costs(actor),
        "link": sends and row.sent_version is not None,
    }


def _reaches(row: Quote, actor: Actor, permission: QuotePermission) -> bool:
    return actor.may(permission) and Quote.objects.reached_by(actor, permission).filter(id=row.id).exists()


def facts_of(version: QuoteVersion, lines: Sequence[QuoteLine]) -> VersionFacts:
    """A version as far as it is compared."""
    names: tuple[str, ...] = (
        "title",
        "needs",
        "terms",
        "payment_terms",
        "due_days",
        "valid_until",
        "prices_include_tax",
    )
    names += ("net_minor", "tax_minor", "gross_minor")
    columns: tuple[str, ...] = (
        "position",
        "product_id",
        "sku",
        "description",
        "quantity",
        "unit",
        "unit_price",
    )
    columns += ("discount_percent", "tax_percent", "optional", "group", "net_minor")
    return VersionFacts(
        lines=tuple(LineFacts(**{name: getattr(line, name) for name in columns}) for line in lines),
        costs=Costs.of(version.costs),
        **{name: getattr(version, name) for name in names},
    )


def difference_words(found: Difference, row: Quote) -> dict[str, Any]:
    """What differs, ready to be read."""
    return {
        "added": [_said_line(line, row) for line in found.added],
        "removed": [_said_line(line, row) for line in found.removed],
        "changed": [
            (one.after.description.partition("\n")[0], [_said_change(change, row) for change in one.changes])
            for one in found.changed
        ],
        "terms": [_said_change(change, row) for change in found.terms],
        "totals": [_said_change(change, row) for change in found.totals],
        "is_empty": found.is_empty,
    }


def _said_line(line: LineFacts, row: Quote) -> tuple[str, str]:
    amount = f"{counted_unit(line.quantity, line.unit)} × {price_text(line.unit_price, row.currency)}"
    return line.description.partition("\n")[0], amount


def _said_change(change: Change, row: Quote) -> tuple[str, str, str]:
    label = str(FIELDS.get(change.field, change.field))
    return label, _said(change.field, change.before, row), _said(change.field, change.after, row)


def _said(name: str, value: Any, row: Quote) -> str:
    if name.endswith("_minor"):
        return Money(value, row.currency).format(str(locale_formats.locale()))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Costs):
        return costs_words(value, row.currency) or _("nothing")
    if isinstance(value, date):
        return locale_formats.full_day(value)
    if isinstance(value, Decimal):
        if name.endswith("percent"):
            return percent_text(value)
        return price_text(value, row.currency) if name == "unit_price" else quantity_text(value)
    if name == "payment_terms":
        return str(PAYMENT_TERMS.get(value, value))
    if name == "unit":
        return unit_name(value)
    return str(value) or _("nothing")
