"""What criteria may ask of the payments of a deal."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from polku.company.queries import day_of
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.payments import events as happened
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.queries.sums import paid
from polku.process.facts import Fact, moment

GROUP = "payments.open"
_CHANGED = frozenset(
    {event.kind for event in happened.ON_DEALS}
    | {
        "billing.invoice_issued",
        "billing.credit_note_issued",
        "orders.order_canceled",
        "orders.order_changed",
    }
)


def of_payments(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether nothing is open of the bills of each deal, how late the latest is, whether its orders' money came."""
    rows = (
        Item.objects.filter(deal_id__in=deal_ids, side=Side.DEBIT)
        .order_by()
        .values("deal_id")
        .annotate(
            number=Count("id"),
            open=Sum("open_minor", filter=Q(side=Side.DEBIT)),
            due=Min("due_date", filter=Q(open_minor__gt=0, invoice__isnull=False)),
        )
    )
    today = day_of(moment())
    found: dict[int, dict[str, object]] = {
        row["deal_id"]: {
            "all_paid": row["number"] > 0 and not row["open"],
            "overdue_days": max(0, (today - row["due"]).days) if row["due"] else 0,
        }
        for row in rows
    }
    if "order_prepaid" in names:
        orders = list(Order.objects.filter(deal_id__in=deal_ids).exclude(state=State.CANCELED))
        came = paid([order.id for order in orders])
        for order in orders:
            so_far = found.setdefault(order.deal_id, {})
            enough = came[order.id] >= order.gross_minor
            so_far["order_prepaid"] = bool(so_far.get("order_prepaid", True)) and enough
    return found


FACTS = (
    Fact("all_paid", "bool", _("All invoices paid"), _("Register the payment"), _CHANGED, group=GROUP),
    Fact("overdue_days", "number", _("Days late"), None, _CHANGED, clock=True, group=GROUP),
    Fact("order_prepaid", "bool", _("Order paid"), _("Register the payment"), _CHANGED, group=GROUP),
)
