"""The bills of an order as its buyer sees them on public pages."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.billing.queries.papers import drawn, title
from polku.orders.queries import OrderProgress
from polku.orders.registry import PublicBill
from polku.quotes.following import Fact, Step
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


def bills(one: OrderProgress, token: str) -> Step:
    """The issued bills and credit notes of an order, to be opened by the token of its offer."""
    rows = Invoice.objects.issued().filter(order=one.order).order_by("id")
    return Step(
        pgettext("document", "Invoice"),
        is_billed(one),
        _("The bill comes when it is on its way."),
        [_bill(row, token) for row in rows],
        30,
    )


def is_billed(one: OrderProgress) -> bool:
    """Whether no further bill is to be paid: all that is kept is billed, or all was billed in advance."""
    all_came = one.delivered in (None, 1) and all(line.to_bill <= 0 for line in one.lines)
    return all_came or one.billed_minor >= one.agreed.gross_minor > 0


def bill_of(quote_id: int, invoice_id: int) -> Invoice | None:
    """An issued bill of the order that a quote became."""
    return Invoice.objects.issued().filter(order__quote_id=quote_id, id=invoice_id).first()


def _bill(row: Invoice, token: str) -> Fact:
    return Fact(
        f"{title(row.kind)} {row.number}",
        locale_formats.money(row.payable_minor, row.currency),
        locale_formats.full_day(row.issue_date) if row.issue_date else "",
        reverse("billing:offer_bill", args=[token, row.pk]),
    )
