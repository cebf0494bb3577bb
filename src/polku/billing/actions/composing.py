"""Rows of an invoice from what is to be billed of an order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext, override

from polku.access.logic import Actor
from polku.billing.events import InvoiceDrafted
from polku.billing.logic.states import ADVANCE, FUND, Kind
from polku.billing.models import Invoice, InvoiceLine
from polku.billing.queries.billed import Advance
from polku.billing.queries.settings import settings
from polku.catalogue.logic.lines import Line
from polku.catalogue.logic.rounding import half_up
from polku.catalogue.logic.totals import Rounding, Tax, Totals, line_minor, totals
from polku.company.queries import company
from polku.kernel.errors import gettext_noop
from polku.kernel.money import Money
from polku.orders.models import Order, OrderLine
from polku.ui import locale_formats

ZERO = Decimal(0)
ONE = Decimal(1)
PAID_IN_ADVANCE = gettext_noop("Paid in advance by invoice %(number)s")
FOR_THE_FUND = gettext_noop("Contribution to the fund, %(percent)s %%")


@dataclass
class Draft:
    """An invoice with its lines, not stored yet."""

    invoice: Invoice
    lines: list[InvoiceLine]


def drafted(
    order: Order,
    lines: Sequence[InvoiceLine],
    *,
    kind: Kind,
    prices_include_tax: bool | None = None,
    delivered: date | None = None,
    actor: Actor,
    at: datetime,
    history: bool = False,
) -> Draft:
    """A draft of these lines, added up; it copies what the order says about payment and language."""
    gross = order.prices_include_tax if prices_include_tax is None else prices_include_tax
    told = settings()
    rounding, withholding = told.rounding, ZERO
    if told.withholding_percent and not history and _withholds(order):
        withholding = told.withholding_percent
        lines = [*lines, *_fund(lines, order, told.fund_percent)]
    found = added(lines, order.currency, gross, rounding)
    withheld = withheld_of(lines, withholding)
    invoice = Invoice(
        kind=kind.value,
        order=order,
        deal=order.deal,
        customer=order.customer,
        owner_id=order.owner_id,
        team_id=order.team_id,
        currency=order.currency,
        language=order.language,
        prices_include_tax=gross,
        rounding=rounding,
        terms=order.payment_terms,
        due_days=order.due_days,
        reference=order.reference,
        delivered_date=delivered,
        net_minor=found.net_minor,
        tax_minor=found.tax_minor,
        gross_minor=found.gross_minor,
        withholding_percent=withholding,
        withheld_minor=withheld,
        payable_minor=found.gross_minor - withheld,
        made_at=at,
        by_id=actor.user_id,
        history=history,
    )
    for line in lines:
        line.invoice = invoice
    return Draft(invoice, list(lines))


def _withholds(order: Order) -> bool:
    """Whether the customer keeps tax back: a company of our own country."""
    customer, own = order.customer, company().country
    return bool(customer.vat_id) and (customer.country or own) == own


def _fund(lines: Sequence[InvoiceLine], order: Order, percent: Decimal) -> list[InvoiceLine]:
    """What a fund puts upon services: one line for each rate, taxed with it."""
    bases: dict[Tax, int] = {}
    for line in lines:
        if line.kind == "service" and percent:
            tax = Tax(line.tax_category, line.tax_percent)
            bases[tax] = bases.get(tax, 0) + line_minor(line.line.doc, order.currency)
    with override(order.language):
        words = gettext(FOR_THE_FUND) % {"percent": locale_formats.number(percent, 6)}
    parts = {tax: half_up(base * Fraction(percent) / 100) for tax, base in bases.items()}
    return [
        _advance(words, Money(part, order.currency), tax, ONE, kind=FUND)
        for tax, part in parts.items()
        if part
    ]


def withheld_of(lines: Sequence[InvoiceLine], percent: Decimal) -> int:
    """What the customer keeps back of added lines: so much of services, without tax and without the fund's part."""
    base = sum(line.net_minor for line in lines if line.kind == "service")
    return half_up(base * Fraction(percent) / 100)


def added(lines: Sequence[InvoiceLine], currency: str, gross_prices: bool, rounding: str) -> Totals:
    """Add the lines up, number them, and give each its share."""
    found = totals(
        [line.line.doc for line in lines],
        currency=currency,
        prices_include_tax=gross_prices,
        rounding=Rounding(rounding),
    )
    for place, line in enumerate(lines):
        line.position = place + 1
        line.net_minor = found.line_net_minors[place]
        line.tax_minor = found.line_tax_minors[place]
    return found


def of_order(lines: Sequence[OrderLine], quantities: Mapping[int, Decimal]) -> list[InvoiceLine]:
    """So much of each line of an order, as it was ordered."""
    return [
        copied(line.line, quantity, order_line_id=line.id)
        for line in lines
        if (quantity := quantities.get(line.id, ZERO))
    ]


def copied(line: Line, quantity: Decimal, **more: object) -> InvoiceLine:
    """A line like another, of another quantity."""
    return InvoiceLine(
        product_id=line.product_id,
        sku=line.sku,
        description=line.description,
        kind=line.kind,
        quantity=quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        tax_category=line.tax_category,
        tax_percent=line.tax_percent,
        position=0,
        net_minor=0,
        **more,
    )


def advance_line(description: str, price: Money, tax: Tax) -> InvoiceLine:
    """A part of an order that is paid in advance, under one rate."""
    return _advance(description, price, tax, ONE)


def taken_off(
    lines: Sequence[InvoiceLine],
    advances: Sequence[Advance],
    currency: str,
    gross_prices: bool,
    words: str,
    instead: Mapping[tuple[str, Decimal], Collection[tuple[str, Decimal]]],
) -> list[InvoiceLine]:
    """What was paid in advance comes off: as much as the lines of the same rate come to, the oldest first.

    Where the rate changed, the rest comes off those `instead`: what was paid in advance keeps the tax it had.
    """
    left: dict[tuple[str, Decimal], int] = {}
    for line in lines:
        key = (line.tax_category, line.tax_percent)
        left[key] = left.get(key, 0) + line_minor(line.line.doc, currency)
    found = []
    for one in advances:
        known = one.gross_minor if gross_prices else one.net_minor
        for tax in (one.tax, *sorted(instead.get(one.tax, ()))):
            part = min(known, left.get(tax, 0))
            if part > 0:
                known -= part
                left[tax] -= part
                row = _advance(words % {"number": one.number}, Money(part, currency), Tax(*tax), -ONE)
                row.takes_id = one.line_id
                found.append(row)
    return found


def _advance(
    description: str, price: Money, tax: Tax, quantity: Decimal, *, kind: str = ADVANCE
) -> InvoiceLine:
    return InvoiceLine(
        description=description,
        kind=kind,
        quantity=quantity,
        unit="C62",
        unit_price=price.decimal,
        tax_category=tax.category,
        tax_percent=tax.percent,
        position=0,
        net_minor=0,
    )


def event_of(row: Invoice) -> InvoiceDrafted:
    """What is told of a new draft."""
    return InvoiceDrafted(
        invoice_id=row.id,
        order_id=row.order_id,
        document=row.kind,
        currency=row.currency,
        net_minor=row.net_minor,
        gross_minor=row.gross_minor,
    )
