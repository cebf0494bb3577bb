"""An offer as the buyer's page shows it: words and figures of the server's own, and nothing that is ours alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.catalogue.words import counted_unit
from polku.company.queries import day_of
from polku.contacts.postal import country_of
from polku.kernel.errors import Invalid
from polku.quotes.costing import ShownCosts, shown_costs
from polku.quotes.logic.choosing import usual
from polku.quotes.models import Quote, QuoteLine, QuoteVersion
from polku.quotes.papering import line_minor, money, rate_change, tax_notes
from polku.quotes.queries.contents import chosen
from polku.quotes.queries.finding import needs_of
from polku.quotes.words import TERMS, payment_words, percent_text, price_text
from polku.ui import locale_formats


@dataclass(frozen=True)
class Shown:
    """A line in the buyer's words."""

    position: int
    title: str
    note: str
    amount: str
    total: str
    is_taken: bool


@dataclass(frozen=True)
class Group:
    """Lines of which one is taken; `needed` says that none is no choice."""

    name: str
    lines: list[Shown]
    needed: bool

    @property
    def none_taken(self) -> bool:
        """Whether nothing of it is chosen."""
        return not any(line.is_taken for line in self.lines)


@dataclass(frozen=True)
class Sums:
    """What the chosen lines come to."""

    net: str
    tax: str
    gross: str
    rates: list[tuple[str, str]] = field(default_factory=list)
    why_no_tax: list[str] = field(default_factory=list)
    rate_change: str = ""
    costs: ShownCosts | None = None


@dataclass(frozen=True)
class OfferPage:
    """All that the page says."""

    title: str
    needs: list[str]
    lines: list[Shown]
    options: list[Shown]
    groups: list[Group]
    sums: Sums
    terms: list[tuple[str, str]]
    payment: str
    holds: str
    with_tax: bool
    is_late: bool


def page_of(
    row: Quote,
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    picked: Collection[int] | None,
    today: date,
    *,
    agreed: bool = False,
) -> OfferPage:
    """The page with these lines ticked; a choice that is none falls back to the usual.

    Of an `agreed` one nothing is asked any more: it shows what was taken.
    """
    try:
        kept, _totals = chosen(row, version, lines, picked)
        counted = frozenset(line.position for line in kept)
    except Invalid:
        counted, picked = usual(lines), None
    shown = {line.position: _shown(line, row, version, line.position in counted) for line in lines}
    groups = [
        Group(
            name,
            [shown[line.position] for line in lines if line.group == name],
            any(not line.optional for line in lines if line.group == name),
        )
        for name in dict.fromkeys(line.group for line in lines if line.group)
    ]
    certain = [line for line in lines if not line.optional and not line.group]
    options = [line for line in lines if line.optional and not line.group]
    if agreed:
        certain, options, groups = [line for line in lines if line.position in counted], [], []
    left = (version.valid_until - today).days
    return OfferPage(
        title=version.title or _("Our offer for you"),
        needs=needs_of(version),
        lines=[shown[line.position] for line in certain],
        options=[shown[line.position] for line in options],
        groups=groups,
        sums=sums_of(row, version, lines, picked),
        terms=[(str(label), version.terms[key]) for key, label in TERMS.items() if version.terms.get(key)],
        payment=payment_words(version.payment_terms, version.due_days),
        holds=holding(version.valid_until, left),
        with_tax=version.prices_include_tax,
        is_late=0 <= left <= 3,
    )


def sums_of(
    row: Quote, version: QuoteVersion, lines: Sequence[QuoteLine], picked: Collection[int] | None
) -> Sums:
    """What a choice comes to. Raises: Invalid where the offer has no such choice."""
    if picked is None and not usual(lines):
        zero = money(0, row.currency)
        return Sums(zero, zero, zero, costs=shown_costs(version, None, row.currency))
    kept, totals = chosen(row, version, lines, picked)
    return Sums(
        net=money(totals.net_minor, row.currency),
        tax=money(totals.tax_minor, row.currency),
        gross=money(totals.gross_minor, row.currency),
        rates=[
            (percent_text(one.percent), money(one.tax_minor, row.currency))
            for one in totals.subtotals
            if one.tax_minor
        ],
        why_no_tax=tax_notes(totals),
        rate_change=rate_change(kept, country_of(row.customer), row.customer.vat_id, day_of(version.made_at)),
        costs=shown_costs(version, totals, row.currency),
    )


def holding(until: date, left: int) -> str:
    """How long an offer holds, counted down in words."""
    day = locale_formats.full_day(until)
    if left < 0:
        return _("It held until %(day)s") % {"day": day}
    if left == 0:
        return _("It holds until today")
    return ngettext(
        "It holds %(n)s day more, until %(day)s", "It holds %(n)s days more, until %(day)s", left
    ) % {
        "n": left,
        "day": day,
    }


def _shown(line: QuoteLine, row: Quote, version: QuoteVersion, is_taken: bool) -> Shown:
    head, _sep, rest = line.description.partition("\n")
    each = price_text(line.unit_price, row.currency)
    amount = f"{counted_unit(line.quantity, line.unit)} × {each}"
    if line.discount_percent:
        less = percent_text(line.discount_percent)
        amount += " − " + less
    note = " · ".join(part for part in (rest.strip(), line.sku) if part)
    return Shown(line.position, head, note, amount, money(line_minor(line, version), row.currency), is_taken)
