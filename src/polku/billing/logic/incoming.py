"""What a door hands in: what is given back, what was billed long ago."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class CreditLine:
    """So much of an invoice's line is given back: a quantity, or an amount in the invoice's kind of price."""

    line_id: int
    quantity: Decimal | None = None
    amount_minor: int | None = None


@dataclass(frozen=True)
class PastInvoice:
    """An invoice of the past: the whole order, or so much of each line (line id -> quantity).

    `number` is the one it had elsewhere; without, it gets one of the series.
    """

    order_id: int
    issue_date: date
    number: str = ""
    due_date: date | None = None
    tax_point: date | None = None
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
