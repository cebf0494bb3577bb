"""What criteria may ask of the invoices of a deal."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from polku.billing import events as happened
from polku.billing.logic.states import Kind, State
from polku.billing.models import Invoice
from polku.mail.events import ARRIVED
from polku.orders.events import LineWaived, OrderCanceled, OrderChanged, OrderPlaced
from polku.orders.models import OrderLine
from polku.orders.progress import Step, so_far
from polku.process.facts import Fact

GROUP = "billing.invoices"
_ISSUED = frozenset(event.kind for event in happened.ON_INVOICES)
_CHANGED = _ISSUED | {event.kind for event in (OrderPlaced, OrderChanged, OrderCanceled, LineWaived)}


def of_invoices(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether all of each deal's orders is billed, something was billed in advance, every invoice went out."""
    found: dict[int, dict[str, object]] = {}
    if "all_billed" in names:
        _all_billed(found, deal_ids)
    if {"prepayment_billed", "invoice_sent"} & set(names):
        rows = Invoice.objects.filter(deal_id__in=deal_ids, state=State.ISSUED).exclude(kind=Kind.CREDIT_NOTE)
        for deal_id, kind, sent_at in rows.order_by().values_list("deal_id", "kind", "sent_at"):
            one = found.setdefault(deal_id, {})
            one["prepayment_billed"] = bool(one.get("prepayment_billed")) or kind == Kind.PREPAYMENT
            one["invoice_sent"] = one.get("invoice_sent", True) is True and sent_at is not None
    return found


def _all_billed(found: dict[int, dict[str, object]], deal_ids: Sequence[int]) -> None:
    rows = OrderLine.objects.filter(order__deal_id__in=deal_ids).exclude(order__state="canceled")
    for line in so_far(rows.select_related("order"), Step.RETURNED, Step.BILLED):
        one = found.setdefault(line.order.deal_id, {"all_billed": True})
        left = line.quantity - line.waived_quantity - line.returned - line.billed
        if line.order.gross_minor and left > 0:  # an order that comes to nothing needs no bill
            one["all_billed"] = False


FACTS = (
    Fact("all_billed", "bool", _("All billed"), _("Bill what was delivered"), _CHANGED, group=GROUP),
    Fact(
        "prepayment_billed",
        "bool",
        _("Billed in advance"),
        _("Issue the invoice to be paid before"),
        _ISSUED,
        group=GROUP,
    ),
    Fact(
        "invoice_sent",
        "bool",
        _("Invoice sent"),
        _("Send the invoice"),
        _ISSUED | ARRIVED,
        group=GROUP,
    ),
)
