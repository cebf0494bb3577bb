"""What criteria may ask of the whole way of a deal's orders: the judgement of the cycle itself."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from polku.cycle.logic.judging import Kind
from polku.cycle.queries import review
from polku.db.lists import among
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.process.facts import Fact

GROUP = "cycle.reviews"
_BOOKED = frozenset(
    {
        "billing.invoice_issued",
        "billing.credit_note_issued",
        "payments.payment_received",
        "payments.payment_matched",
        "payments.invoice_paid",
    }
)
_CHANGED = _BOOKED | {
    "orders.order_changed",
    "orders.order_canceled",
    "orders.line_waived",
    "orders.trouble_settled",
    "payments.bill_written_off",
    "payments.invoice_reopened",
    "payments.match_undone",
    "payments.money_refunded",
    "payments.payment_reversed",
    "returns.return_settled",
    "stock.shipment_shipped",
    "stock.shipment_delivered",
}


def of_cycle(_names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether all orders of each deal are closed, and whether all their papers are booked."""
    orders = Order.objects.filter(deal_id__in=among(deal_ids)).exclude(state=State.CANCELED)
    found: dict[int, dict[str, object]] = {}
    for one in review(list(orders.order_by("id"))):
        so_far = found.setdefault(one.order.deal_id, {"cycle_closed": True, "all_booked": True})
        if not one.closed:
            so_far["cycle_closed"] = False
        if any(left.kind == Kind.NOT_BOOKED for left in one.discrepancies):
            so_far["all_booked"] = False
    return found


FACTS = (
    Fact("all_booked", "bool", _("All booked"), _("Look why a paper is not booked"), _BOOKED, group=GROUP),
    Fact(
        "cycle_closed", "bool", _("Nothing left open"), _("Settle what is left open"), _CHANGED, group=GROUP
    ),
)
