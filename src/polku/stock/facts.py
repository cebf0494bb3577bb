"""What criteria may ask of the deliveries of a deal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from polku.orders.events import LineWaived, OrderCanceled, OrderChanged, OrderPlaced
from polku.orders.models import OrderLine
from polku.process.facts import Fact
from polku.stock import events as happened
from polku.stock.queries.lines import delivered, reserved, shipped

GROUP = "stock.deliveries"
_CHANGED = frozenset(
    event.kind for event in (*happened.ON_DEALS, OrderPlaced, OrderChanged, OrderCanceled, LineWaived)
)
ZERO = Decimal(0)


def of_deliveries(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    """Whether all that each deal's orders hold is kept, shipped, delivered; unknown without an order."""
    rows = (
        OrderLine.objects.filter(order__deal_id__in=deal_ids)
        .exclude(order__state="canceled")
        .values_list("order__deal_id", "order_id", "id", "quantity", "waived_quantity", "kind")
    )
    lines = list(rows)
    ids = sorted({order_id for _, order_id, *_ in lines})
    out = shipped(ids) if ids else {}
    arrived = delivered(ids) if ids and "all_delivered" in names else {}
    kept = reserved(ids) if ids and "all_reserved" in names else {}
    found: dict[int, dict[str, object]] = {}
    for deal_id, _order, line_id, quantity, waived, kind in lines:
        need = quantity - waived
        so_far = found.setdefault(deal_id, {"all_reserved": True, "all_shipped": True, "all_delivered": True})
        gone = out.get(line_id, ZERO)
        if gone < need:
            so_far["all_shipped"] = False
        if arrived.get(line_id, ZERO) < need:
            so_far["all_delivered"] = False
        if kind == "goods" and gone + kept.get(line_id, ZERO) < need:
            so_far["all_reserved"] = False
    return found


FACTS = (
    Fact("all_reserved", "bool", _("All in stock"), _("Get the missing goods in"), _CHANGED, group=GROUP),
    Fact("all_shipped", "bool", _("All shipped"), _("Ship what is left"), _CHANGED, group=GROUP),
    Fact(
        "all_delivered", "bool", _("All delivered"), _("Say what arrived or was done"), _CHANGED, group=GROUP
    ),
)
