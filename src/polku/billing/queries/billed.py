"""How much of orders is billed, by line and in all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from polku.billing.logic.states import ADVANCE, Kind, State
from polku.billing.models import Invoice, InvoiceLine
from polku.db.fields import ExactField
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.orders.progress import summed

ZERO = Decimal(0)


@dataclass
class Advance:
    """What was billed in advance under one rate, less what later invoices took off."""

    line_id: int
    number: str
    tax: tuple[str, Decimal]
    net_minor: int = 0
    gross_minor: int = 0


@dataclass
class Bills:
    """What an order's invoices hold so far, drafts with them: quantities by line, advances still to be taken off."""

    quantities: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    advances: dict[int, Advance] = field(default_factory=dict)
    gross_minor: int = 0


def by_order(order_ids: Sequence[int]) -> Mapping[int, int]:
    """What issued invoices less credit notes ask to be paid, with tax and without what is withheld, for each order."""
    return dict(_by_order(list(order_ids)))


SIGNED: Final = Case(
    When(invoice__kind=Kind.CREDIT_NOTE, then=-F("quantity")),
    default=F("quantity"),
    output_field=ExactField(),
)
"""What a line bills; a credit note's takes it back."""
BY_LINE: Final = summed(
    InvoiceLine.objects.filter(order_line=OuterRef("pk"), invoice__state=State.ISSUED), SIGNED
)
"""Billed by issued invoices less credited, of a line of an order."""
_taken_off = InvoiceLine.objects.filter(credits__order_line=OuterRef("pk"), invoice__state=State.ISSUED)
_lowered = ~Q(order_line=None) & ~Q(unit_price=F("credits__unit_price"))
GIVEN_BACK: Final = Coalesce(
    Subquery(
        _taken_off.filter(Q(order_line=None) | _lowered)
        .order_by()
        .values("credits__order_line")
        .annotate(total=Sum("net_minor"))
        .values("total")
    ),
    0,
    output_field=BigIntegerField(),
)
"""Given back of an order's line at another price than its own, without tax: amounts, and goods of a lowered price."""
LOWERED: Final = summed(_taken_off.filter(_lowered), by="credits__order_line")
"""How many of a line of an order were given back at a lowered price."""
_by_order = Prepared(
    lambda order_ids: (
        Invoice.objects.filter(order_id__in=among(order_ids), state=State.ISSUED)
        .order_by()
        .values_list("order_id")
        .annotate(
            total=Sum(
                Case(
                    When(kind=Kind.CREDIT_NOTE, then=-F("payable_minor")),
                    default=F("payable_minor"),
                    output_field=BigIntegerField(),
                )
            )
        )
    )
)
_lines = Prepared(
    lambda order_ids: (
        InvoiceLine.objects.filter(invoice__order_id__in=among(order_ids))
        .exclude(~Q(kind=ADVANCE), invoice__kind=Kind.CREDIT_NOTE, invoice__state=State.DRAFT)
        .select_related("invoice")
        .order_by("id")
    )
)


def bills(order_ids: Iterable[int]) -> dict[int, Bills]:
    """What the invoices of these orders hold so far. One statement.

    A draft counts as far as it bills; what a draft of a credit note gives back is not given back yet, but what was
    paid in advance is not taken off where a draft gives it back.
    """
    found: dict[int, Bills] = defaultdict(Bills)
    for line in _lines(list(order_ids)):
        invoice = line.invoice
        of = found[invoice.order_id or 0]
        if invoice.is_credit and invoice.is_draft:
            if line.takes_id is None:
                _advance(of, line, -1)
            continue
        sign = -1 if invoice.is_credit else 1
        of.gross_minor += sign * (line.net_minor + line.tax_minor)
        if line.order_line_id is not None:
            of.quantities[line.order_line_id] += sign * line.quantity
        if line.kind == ADVANCE:
            _advance(of, line, sign)
    return found


def _advance(of: Bills, line: InvoiceLine, sign: int) -> None:
    root = line.takes_id or line.credits_id
    if root is None:
        if line.invoice.is_draft:
            return  # nobody was asked to pay it yet
        tax = (line.tax_category, line.tax_percent)
        of.advances[line.id] = Advance(line.id, line.invoice.number or "", tax)
    known = of.advances.get(root or line.id)
    if known is not None:
        known.net_minor += sign * line.net_minor
        known.gross_minor += sign * (line.net_minor + line.tax_minor)
