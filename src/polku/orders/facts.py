"""What criteria may ask of the orders of a deal: one query for all of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from polku.orders import events as happened
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.process.facts import Fact

GROUP = "orders.orders"
_CHANGED = frozenset(
    event.kind for event in (happened.OrderPlaced, happened.OrderConfirmed, happened.OrderCanceled)
)


def of_orders(_names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether each deal has an order, and whether all of its orders are confirmed."""
    rows = (
        Order.objects.filter(deal_id__in=deal_ids)
        .exclude(state=State.CANCELED)
        .order_by()
        .values("deal_id")
        .annotate(number=Count("id"), confirmed=Count("id", filter=Q(state=State.CONFIRMED)))
    )
    return {
        row["deal_id"]: {
            "order_placed": row["number"] > 0,
            "order_confirmed": row["number"] == row["confirmed"],
        }
        for row in rows
    }


FACTS = (
    Fact("order_placed", "bool", _("Order placed"), _("Take the order"), _CHANGED, group=GROUP),
    Fact("order_confirmed", "bool", _("Order confirmed"), _("Confirm the order"), _CHANGED, group=GROUP),
)
