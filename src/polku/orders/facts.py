"""What criteria may ask of the orders of a deal: one query for all of it."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.orders import events as happened
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.process.facts import Fact

GROUP = "orders.orders"
_PLACED = frozenset(event.kind for event in (happened.OrderPlaced, happened.OrderCanceled))
# A further order makes what was confirmed unconfirmed; it lets nothing go on, so nobody looks again for it.
_CONFIRMED = frozenset(event.kind for event in (happened.OrderConfirmed, happened.OrderCanceled))


def of_orders(_names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether each deal has an order, and whether all of its orders are confirmed."""
    return {
        deal_id: {"order_placed": number > 0, "order_confirmed": number == confirmed}
        for deal_id, number, confirmed in _counted(list(deal_ids))
    }


_counted = Prepared(
    lambda deal_ids: (
        Order.objects.filter(deal_id__in=among(deal_ids))
        .exclude(state=State.CANCELED)
        .order_by()
        .values_list("deal_id")
        .annotate(number=Count("id"), confirmed=Count("id", filter=Q(state=State.CONFIRMED)))
    )
)
FACTS = (
    Fact("order_placed", "bool", _("Order placed"), _("Take the order"), _PLACED, group=GROUP),
    Fact("order_confirmed", "bool", _("Order confirmed"), _("Confirm the order"), _CONFIRMED, group=GROUP),
)
