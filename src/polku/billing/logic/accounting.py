"""How an invoice is booked: what the customer owes, against sales by kind, advances, and tax. Pure."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from polku.books.logic.accounts import Role
from polku.books.logic.entries import Line
from polku.books.logic.taxes import tax_key
from polku.kernel.money import Money

REVENUE: Final = {
    "goods": Role.REVENUE_GOODS.value,
    "service": Role.REVENUE_SERVICES.value,
    "freight": Role.FREIGHT.value,
    "fund": Role.REVENUE_SERVICES.value,
    "advance": Role.PREPAYMENTS.value,
}
Convert = Callable[[Money], Money]


@dataclass(frozen=True)
class Billed:
    """A line as the books see it; `country` where its tax is another country's (One Stop Shop)."""

    kind: str
    category: str
    percent: Decimal
    product_id: int | None
    net_minor: int
    tax_minor: int
    country: str = ""


@dataclass(frozen=True)
class Subtotal:
    """One category and rate of tax, in the invoice's currency and in company currency."""

    category: str
    percent: Decimal
    base_minor: int
    tax_minor: int
    company_base_minor: int
    company_tax_minor: int


@dataclass(frozen=True)
class Booking:
    """The lines of an entry, and the sums they come to in company currency."""

    lines: tuple[Line, ...]
    subtotals: tuple[Subtotal, ...]
    company_net_minor: int
    company_tax_minor: int


def booked(
    lines: Sequence[Billed], *, currency: str, is_credit: bool, convert: Convert, withheld_minor: int = 0
) -> Booking:
    """Book a document. Each sum is converted once, and what the customer owes is the sum of them.

    What the customer keeps back and pays to the tax office is owed by the office.
    """
    nets: dict[tuple[str, str, int | None], int] = defaultdict(int)
    taxes: dict[str, int] = defaultdict(int)
    rates: dict[str, tuple[str, Decimal]] = {}
    for line in lines:
        key = tax_key(line.category, line.percent, country=line.country)
        rates[key] = line.category, line.percent
        nets[REVENUE[line.kind], key, line.product_id] += line.net_minor
        taxes[key] += line.tax_minor
    own_nets = {key: convert(Money(minor, currency)).minor for key, minor in nets.items()}
    own_taxes = {key: convert(Money(minor, currency)).minor for key, minor in taxes.items()}
    gross = sum(nets.values()) + sum(taxes.values())
    own_net, own_tax = sum(own_nets.values()), sum(own_taxes.values())
    own_withheld = convert(Money(withheld_minor, currency)).minor
    own_owed = own_net + own_tax - own_withheld
    owed = [
        _line(Role.RECEIVABLE.value, withheld_minor - gross, -own_owed, currency, is_credit),
        _line(Role.WITHHOLDING.value, -withheld_minor, -own_withheld, currency, is_credit),
    ]
    sold = [
        _line(role, minor, own_nets[role, key, product], currency, is_credit, key, product)
        for (role, key, product), minor in nets.items()
    ]
    due = [
        _line(Role.VAT_OUTPUT.value, minor, own_taxes[key], currency, is_credit, key)
        for key, minor in taxes.items()
    ]
    return Booking(
        tuple(line for line in (*owed, *sold, *due) if line is not None),
        _subtotals(rates, nets, taxes, own_nets, own_taxes),
        own_net,
        own_tax,
    )


def moved(lines: Sequence[Line], role: str) -> tuple[int, int]:
    """What lines put on an account, credits less debits, in their currency and in the company's."""
    mine = [(1 if line.debit is None else -1, line) for line in lines if line.role == role]
    return (
        sum(sign * line.amount.minor for sign, line in mine),
        sum(sign * (line.company_minor or 0) for sign, line in mine),
    )


def to_revenue(role: str, minor: int, own: int, exchange: int, currency: str) -> list[Line]:
    """Lines that take an amount off the account of advances and make it revenue; no tax moves.

    `exchange` is what it is worth more in company currency than `own`.
    """
    found = [
        _line(account, sign * amount, sign * worth, currency, False)
        for amount, worth in ((minor, own), (0, exchange))
        for account, sign in ((Role.PREPAYMENTS.value, -1), (role, 1))
    ]
    return [line for line in found if line is not None]


def _line(
    role: str,
    credit: int,
    own: int,
    currency: str,
    is_credit: bool,
    key: str = "",
    product: int | None = None,
) -> Line | None:
    """A line that credits so much, or debits where that is less than nothing; a credit note's the other way."""
    if not credit and not own:
        return None
    if is_credit:
        credit, own = -credit, -own
    amount = Money(abs(credit), currency)
    is_debit = (credit or own) < 0
    return Line(
        role,
        debit=amount if is_debit else None,
        credit=None if is_debit else amount,
        company_minor=abs(own),
        tax_key=key,
        product_id=product,
    )


def _subtotals(
    rates: dict[str, tuple[str, Decimal]],
    nets: dict[tuple[str, str, int | None], int],
    taxes: dict[str, int],
    own_nets: dict[tuple[str, str, int | None], int],
    own_taxes: dict[str, int],
) -> tuple[Subtotal, ...]:
    """One for each rate, the highest first."""
    found = [
        Subtotal(
            category,
            percent,
            sum(minor for (_, one, _), minor in nets.items() if one == key),
            taxes[key],
            sum(minor for (_, one, _), minor in own_nets.items() if one == key),
            own_taxes[key],
        )
        for key, (category, percent) in rates.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.percent, one.category)))
