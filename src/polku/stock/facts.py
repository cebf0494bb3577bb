"""What criteria may ask of the deliveries of a deal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from polku.orders.events import LineWaived, OrderCanceled, OrderChanged
from polku.orders.models import OrderLine
from polku.orders.progress import Step, so_far
from polku.process.facts import Fact
from polku.stock import events as happened
from polku.stock.queries.lines import shipped_or_picked

GROUP = "stock.deliveries"
_ORDERED = frozenset(event.kind for event in (OrderChanged, OrderCanceled, LineWaived))
# Each with what may let a deal go on; what only takes away is seen when the deal is moved.
_KEPT = _ORDERED | {happened.OrderReserved.kind, happened.ShipmentShipped.kind}
_ARRIVED = _ORDERED | {happened.ShipmentDelivered.kind}
_GONE = _ARRIVED | {happened.ShipmentShipped.kind}
_PACKED = _GONE | {happened.ShipmentPacked.kind}
_ALL = ("all_reserved", "all_packed", "all_shipped", "all_delivered")
ZERO = Decimal(0)


def of_deliveries(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether all that each deal's orders hold is kept, packed, shipped, delivered; unknown without an order."""
    rows = OrderLine.objects.filter(order__deal_id__in=deal_ids).exclude(order__state="canceled")
    lines: QuerySet[Any] = so_far(rows.select_related("order"), Step.RESERVED, Step.SHIPPED, Step.DELIVERED)
    ids = sorted({line.order_id for line in lines})
    packed = shipped_or_picked(ids, packed=True) if ids and "all_packed" in names else {}
    found: dict[int, dict[str, object]] = {}
    for line in lines:
        need = line.quantity - line.waived_quantity
        of = found.setdefault(line.order.deal_id, dict.fromkeys(_ALL, True))
        if line.shipped < need:
            of["all_shipped"] = False
        if line.delivered < need:
            of["all_delivered"] = False
        if line.kind == "goods" and line.shipped + line.reserved < need:
            of["all_reserved"] = False
        if line.kind == "goods" and packed.get(line.id, ZERO) < need:
            of["all_packed"] = False
    return found


FACTS = (
    Fact("all_reserved", "bool", _("All in stock"), _("Get the missing goods in"), _KEPT, group=GROUP),
    Fact("all_packed", "bool", _("All packed"), _("Pack what is left"), _PACKED, group=GROUP),
    Fact("all_shipped", "bool", _("All shipped"), _("Ship what is left"), _GONE, group=GROUP),
    Fact(
        "all_delivered", "bool", _("All delivered"), _("Say what arrived or was done"), _ARRIVED, group=GROUP
    ),
)
