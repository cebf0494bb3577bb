"""What a document adds up to: the only place where the money of quotes, orders and invoices is computed.

Everything is exact (fractions) until an amount of a document is made, which is then rounded half away from zero.
A price may be net or gross: with gross prices the tax is taken out of the sum of each rate. Tax is rounded once per
rate, or per line where the company chose so. Always: net + tax = gross, and the parts add up to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Final

from polku.catalogue.logic.rounding import exact, half_up, shared
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import MINOR_LIMIT, exponent

NOTHING: Final = Decimal(0)
_UNTAXED: Final = frozenset({"Z", "E", "AE", "K", "G", "O"})


class Rounding(StrEnum):
    """Where tax is rounded: once per rate of the document, or on every line."""

    DOCUMENT = "document"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Tax:
    """A category of EN 16931 (S standard, Z zero, E exempt, AE reverse charge, K, G, O) and its percentage."""

    category: str = "S"
    percent: Decimal = NOTHING

    def __post_init__(self) -> None:
        if self.percent < 0 or (self.percent and self.category in _UNTAXED):
            message = gettext_noop("Tax category %(category)s cannot have %(percent)s %%.")
            raise Invalid(
                Message(message, category=self.category, percent=str(self.percent)), field="tax_percent"
            )


@dataclass(frozen=True, slots=True)
class DocLine:
    """One line: `quantity` at `unit_price` (major units) for each `base_quantity`, less and plus what is agreed on it.

    On a credit note the quantity is negative, and so are `discount_minor` and `charge_minor`.
    """

    quantity: Decimal
    unit_price: Decimal
    tax: Tax
    discount_percent: Decimal = NOTHING
    discount_minor: int = 0
    charge_minor: int = 0
    base_quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or a charge of the whole document: an amount, or a percentage of its lines.

    With `tax` it belongs to that rate (a percentage counts the lines of that rate); without, all rates share it.
    """

    amount_minor: int = 0
    percent: Decimal = NOTHING
    tax: Tax | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Withholding:
    """Tax the customer keeps back: `percent` of the net sum, before `added_percent` of a fund is put upon it."""

    percent: Decimal
    added_percent: Decimal = NOTHING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaxSubtotal:
    """What one rate is paid on, and the tax."""

    category: str
    percent: Decimal
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The part of an allowance (negative) or charge (positive) that fell to one rate."""

    tax: Tax
    amount_minor: int
    net_minor: int
    tax_minor: int
    charge: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """A document's figures in minor units; screens, PDF, XML, API and ledger show these and no others.

    `line_minors` are in the document's kind of price (gross where prices include tax); `line_net_minors` and
    `line_tax_minors` always are net and tax of the line and, with those of `adjusted`, add up to the subtotals.
    """

    currency: str
    line_minors: tuple[int, ...]
    line_net_minors: tuple[int, ...]
    line_tax_minors: tuple[int, ...]
    adjusted: tuple[Adjusted, ...]
    subtotals: tuple[TaxSubtotal, ...]
    lines_minor: int
    allowance_minor: int
    charge_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    withheld_minor: int
    paid_minor: int
    rounding_minor: int
    payable_minor: int


@dataclass(frozen=True, slots=True)
class _Row:
    """One taxed amount: a line's, or a part of an adjustment."""

    tax: Tax
    amount: int
    charge: bool | None = None
    reason: str = ""
    net: int = 0
    tax_amount: int = 0


def totals(
    lines: Sequence[DocLine],
    *,
    currency: str,
    prices_include_tax: bool = False,
    rounding: Rounding = Rounding.DOCUMENT,
    allowances: Sequence[Adjustment] = (),
    charges: Sequence[Adjustment] = (),
    withholding: Withholding | None = None,
    paid_minor: int = 0,
    rounding_minor: int = 0,
) -> Totals:
    """Add a document up. `rounding_minor` is what a payable amount is rounded by (five cents in cash).

    Raises: Invalid (a number out of range, an amount to share where the lines come to nothing).
    """
    rows = [_Row(line.tax, line_minor(line, currency)) for line in lines]
    rows += _adjusted(rows, allowances, charge=False) + _adjusted(rows, charges, charge=True)
    before = _net(rows, prices_include_tax, rounding) if withholding else 0
    if withholding is not None:
        rows += _added(rows, withholding)
    rows = _taxed(rows, prices_include_tax, rounding)
    withheld = half_up(before * exact(withholding.percent) / 100) if withholding else 0
    return _summed(rows, len(lines), currency, withheld, paid_minor, rounding_minor)


def line_minor(line: DocLine, currency: str) -> int:
    """What one line comes to, in minor units of the document's kind of price (9.5 x 124.75 = 1185.13)."""
    if not line.base_quantity:
        raise Invalid(
            gettext_noop("A price is for a quantity; it cannot be for none."), field="base_quantity"
        )
    each = exact(line.unit_price) / exact(line.base_quantity) * (100 - exact(line.discount_percent)) / 100
    amount = half_up(exact(line.quantity) * each * 10 ** exponent(currency))
    return _within(amount - line.discount_minor + line.charge_minor)


def list_minor(line: DocLine, currency: str) -> int:
    """What the line would come to without discount or charge; the difference is the allowance an e-invoice states."""
    return line_minor(replace(line, discount_percent=NOTHING, discount_minor=0, charge_minor=0), currency)


def _adjusted(rows: Sequence[_Row], adjustments: Sequence[Adjustment], *, charge: bool) -> list[_Row]:
    """The parts of allowances or charges by rate, measured on the lines alone."""
    bases: dict[Tax, int] = {}
    for row in rows:
        if row.charge is None:
            bases[row.tax] = bases.get(row.tax, 0) + row.amount
    sign = 1 if charge else -1
    return [
        _Row(tax, sign * part, charge, one.reason)
        for one in adjustments
        for tax, part in _parts(one, bases)
        if part
    ]


def _parts(one: Adjustment, bases: dict[Tax, int]) -> list[tuple[Tax, int]]:
    mine = bases if one.tax is None else {one.tax: bases.get(one.tax, 0)}
    taxes = list(mine)
    shares = [mine[tax] * exact(one.percent) / 100 for tax in taxes]
    parts = shared(half_up(sum(shares, Fraction(0))), shares)
    if one.tax is not None:
        return [(one.tax, parts[0] + one.amount_minor)]
    if one.amount_minor:
        amounts = _spread(one.amount_minor, list(mine.values()))
        parts = [part + amount for part, amount in zip(parts, amounts, strict=True)]
    return list(zip(taxes, parts, strict=True))


def _spread(amount: int, bases: Sequence[int]) -> list[int]:
    """Share an amount as the lines of each rate weigh."""
    whole = sum(bases)
    if not whole:
        raise Invalid(
            gettext_noop("The lines come to nothing: say which tax rate the allowance or charge belongs to."),
            field="allowances",
        )
    return shared(amount, [Fraction(amount * base, whole) for base in bases])


def _added(rows: Sequence[_Row], withholding: Withholding) -> list[_Row]:
    """What a fund puts on each rate: taxed with it, not withheld from."""
    if not withholding.added_percent:
        return []
    bases: dict[Tax, int] = {}
    for row in rows:
        bases[row.tax] = bases.get(row.tax, 0) + row.amount
    rate = exact(withholding.added_percent) / 100
    amounts = [(tax, half_up(base * rate)) for tax, base in bases.items()]
    return [_Row(tax, amount, True, withholding.reason) for tax, amount in amounts if amount]


def _net(rows: Sequence[_Row], gross_prices: bool, rounding: Rounding) -> int:
    return sum(row.net for row in _taxed(rows, gross_prices, rounding))


def _taxed(rows: Sequence[_Row], gross_prices: bool, rounding: Rounding) -> list[_Row]:
    """Give every row its net and its tax, so that those of a rate add up to what the rate comes to."""
    done = list(rows)
    order = sorted(range(len(rows)), key=lambda index: _order(rows[index].tax))
    for tax, found in groupby(order, key=lambda index: rows[index].tax):
        places = list(found)
        amounts = [rows[index].amount for index in places]
        taxes = _taxes(amounts, exact(tax.percent), gross_prices, rounding)
        for index, amount, part in zip(places, amounts, taxes, strict=True):
            net = amount - part if gross_prices else amount
            done[index] = replace(rows[index], net=net, tax_amount=part)
    return done


def _taxes(amounts: list[int], percent: Fraction, gross_prices: bool, rounding: Rounding) -> list[int]:
    """The tax in or on each amount of one rate; per document the sum is rounded and shared."""
    if gross_prices:
        nets = [amount * 100 / (100 + percent) for amount in amounts]
        whole = _rounded(nets, rounding)
        return [amount - net for amount, net in zip(amounts, whole, strict=True)]
    return _rounded([amount * percent / 100 for amount in amounts], rounding)


def _rounded(shares: list[Fraction], rounding: Rounding) -> list[int]:
    if rounding is Rounding.LINE:
        return [half_up(share) for share in shares]
    return shared(half_up(sum(shares, Fraction(0))), shares)


def _summed(
    rows: Sequence[_Row], size: int, currency: str, withheld: int, paid: int, rounding_minor: int
) -> Totals:
    lines, rest = rows[:size], rows[size:]
    net, tax = sum(row.net for row in rows), sum(row.tax_amount for row in rows)
    return Totals(
        currency=currency,
        line_minors=tuple(row.amount for row in lines),
        line_net_minors=tuple(row.net for row in lines),
        line_tax_minors=tuple(row.tax_amount for row in lines),
        adjusted=tuple(
            Adjusted(row.tax, row.amount, row.net, row.tax_amount, bool(row.charge), row.reason)
            for row in rest
        ),
        subtotals=_subtotals(rows),
        lines_minor=sum(row.net for row in lines),
        allowance_minor=-sum(row.net for row in rest if not row.charge),
        charge_minor=sum(row.net for row in rest if row.charge),
        net_minor=_within(net),
        tax_minor=tax,
        gross_minor=_within(net + tax),
        withheld_minor=withheld,
        paid_minor=paid,
        rounding_minor=rounding_minor,
        payable_minor=_within(net + tax - withheld - paid + rounding_minor),
    )


def _subtotals(rows: Sequence[_Row]) -> tuple[TaxSubtotal, ...]:
    """One per category and rate, the highest rate first."""
    ordered = sorted(rows, key=lambda row: _order(row.tax))
    found = []
    for tax, group in groupby(ordered, key=lambda row: row.tax):
        mine = list(group)
        base, amount = sum(row.net for row in mine), sum(row.tax_amount for row in mine)
        found.append(TaxSubtotal(tax.category, tax.percent, base, amount))
    return tuple(found)


def _order(tax: Tax) -> tuple[Decimal, str]:
    return -tax.percent, tax.category


def _within(minor: int) -> int:
    if not -MINOR_LIMIT < minor < MINOR_LIMIT:
        raise Invalid(gettext_noop("The amount is too large."), code="amount_too_large", field="amount")
    return minor
