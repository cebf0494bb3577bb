"""What criteria may ask of the deliveries of a deal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from polku.orders.events import LineWaived, OrderCanceled, OrderChanged
from polku.orders.models import OrderLine
from polku.process.facts import Fact
from polku.stock import events as happened
from polku.stock.queries.lines import delivered, reserved, shipped, shipped_or_picked

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
    rows = (
        OrderLine.objects.filter(order__deal_id__in=deal_ids)
        .exclude(order__state="canceled")
        .values_list("order__deal_id", "order_id", "id", "quantity", "waived_quantity", "kind")
    )
    lines = list(rows)
    ids = sorted({order_id for _, order_id, *_ in lines})
    out = shipped(ids) if ids and {"all_shipped", "all_reserved"} & set(names) else {}
    arrived = delivered(ids) if ids and "all_delivered" in names else {}
    kept = reserved(ids) if ids and "all_reserved" in names else {}
    packed = shipped_or_picked(ids, packed=True) if ids and "all_packed" in names else {}
    found: dict[int, dict[str, object]] = {}
    for deal_id, _order, line_id, quantity, waived, kind in lines:
        need = quantity - waived
        so_far = found.setdefault(deal_id, dict.fromkeys(_ALL, True))
        gone = out.get(line_id, ZERO)
        if gone < need:
            so_far["all_shipped"] = False
        if arrived.get(line_id, ZERO) < need:
            so_far["all_delivered"] = False
        if kind == "goods" and gone + kept.get(line_id, ZERO) < need:
            so_far["all_reserved"] = False
        if kind == "goods" and packed.get(line_id, ZERO) < need:
            so_far["all_packed"] = False
    return found


FACTS = (
    Fact("all_reserved", "bool", _("All in stock"), _("Get the missing goods in"), _KEPT, group=GROUP),
    Fact("all_packed", "bool", _("All packed"), _("Pack what is left"), _PACKED, group=GROUP),
    Fact("all_shipped", "bool", _("All shipped"), _("Ship what is left"), _GONE, group=GROUP),
    Fact(
        "all_delivered", "bool", _("All delivered"), _("Say what arrived or was done"), _ARRIVED, group=GROUP
    ),
)
