"""A line of a document: what is asked for, and what it is once priced and taxed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from polku.catalogue.logic.codes import Kind
from polku.catalogue.logic.totals import DocLine, Rounding, Tax, Totals, totals
from polku.kernel.errors import Invalid, Message, gettext_noop

LINES_MAX: Final = 2000
ZERO: Final = Decimal(0)
FREIGHT: Final = "freight"
"""A line that is delivered along with the rest; no product is of this kind."""
LINE_KINDS: Final = frozenset({*(kind.value for kind in Kind), FREIGHT})


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line as a door hands it in: a product, whose words, price and tax the catalogue knows, or all of it told.

    What is told wins over the catalogue: a price of None is asked for there, one of 0 is a present. `cost_minor` is
    the cost of the whole line in company currency.
    """

    product_id: int | None = None
    quantity: Decimal = Decimal(1)
    description: str = ""
    sku: str = ""
    kind: str = ""
    unit: str = ""
    unit_price: Decimal | None = None
    discount_percent: Decimal | None = None
    tax_category: str = ""
    tax_percent: Decimal | None = None
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line with everything known: what rows of quotes, orders and invoices are made from."""

    product_id: int | None
    sku: str
    description: str
    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    tax_category: str
    tax_percent: Decimal
    cost_minor: int | None = None

    @property
    def doc(self) -> DocLine:
        """The line as the sums are made from it."""
        tax = Tax(self.tax_category, self.tax_percent)
        return DocLine(self.quantity, self.unit_price, tax, self.discount_percent)


def summed(
    lines: Sequence[Line],
    *,
    currency: str,
    prices_include_tax: bool,
    rounding: Rounding = Rounding.DOCUMENT,
) -> Totals:
    """The sums of a document of these lines."""
    return totals(
        [line.doc for line in lines],
        currency=currency,
        prices_include_tax=prices_include_tax,
        rounding=rounding,
    )


def checked_line(line: AskedLine, number: int) -> AskedLine:
    """Refuse what no document may hold. Raises: Invalid, naming the field of the line."""
    if line.quantity <= ZERO:
        raise _wrong(gettext_noop("Line %(line)s: the quantity must be more than 0."), number, "quantity")
    if line.product_id is None and not line.description.strip():
        raise _wrong(gettext_noop("Line %(line)s: say what is sold."), number, "description")
    if line.product_id is None and line.unit_price is None:
        raise _wrong(gettext_noop("Line %(line)s: say the price."), number, "unit_price")
    if line.discount_percent is not None and not ZERO <= line.discount_percent <= 100:
        raise _wrong(
            gettext_noop("Line %(line)s: a discount lies between 0 and 100 %%."), number, "discount_percent"
        )
    if line.kind and line.kind not in LINE_KINDS:
        raise _wrong(gettext_noop("Line %(line)s: it is goods, a service or freight."), number, "kind")
    return line


def _wrong(text: str, number: int, field: str) -> Invalid:
    return Invalid(Message(text, line=number), field=f"lines.{number - 1}.{field}")
