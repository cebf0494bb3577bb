"""The bill of an order as its buyer sees it on a public page."""

from datetime import datetime

from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.billing.queries.papers import drawn
from polku.orders.registry import PublicBill
from polku.ui import locale_formats


def public_bill(order_id: int) -> PublicBill | None:
    """The issued bill that is paid before an order ships; None where there is none, or it was given back."""
    rows = Invoice.objects.issued().filter(order_id=order_id, kind=Kind.PREPAYMENT, credit_notes=None)
    row = rows.order_by("-id").first()
    if row is None:
        return None
    issued = row

    def draw(at: datetime) -> bytes:
        return drawn(issued.snapshot, at=issued.issued_at or at, is_draft=False)

    return PublicBill(row.number or "", locale_formats.money(row.payable_minor, row.currency), draw)
