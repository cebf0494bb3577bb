"""Deliveries on the page of an order."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from polku.access.logic import Actor
from polku.orders.models import Order, OrderLine
from polku.stock.guards import objections
from polku.stock.models import Reservation, Shipment
from polku.stock.queries.coming import missing_of
from polku.stock.queries.free import keeps_stock
from polku.stock.queries.lines import shipped_or_picked
from polku.stock.rules import StockPermission
from polku.stock.web.shown import shipment_of, short_words


def of_order(actor: Actor, order_id: int) -> Mapping[str, Any]:
    """The deliveries of an order, and what can be begun."""
    rows = Shipment.objects.visible_to(actor).filter(order_id=order_id).order_by("-id")
    order = Order.objects.get(id=order_id)
    gone = shipped_or_picked([order_id])
    left = [
        line.kind
        for line in OrderLine.objects.filter(order_id=order_id)
        if line.quantity - line.waived_quantity > gone.get(line.pk, 0)
    ]
    kept = Reservation.objects.filter(order_line__order_id=order_id).exists()
    ships, delivers = actor.may(StockPermission.SHIP), actor.may(StockPermission.DELIVER)
    waits = bool(left) and order.goes_on and not order.history and bool(objections([order]))
    goods = order.goes_on and not order.history and "goods" in left and keeps_stock()
    short = missing_of(order_id, timezone.localdate()) if goods else {}
    return {
        "short": short_words(short) if short else "",
        "rows": [shipment_of(row) for row in rows],
        "may_pick": ships and order.goes_on and kept and not waits,
        "may_reserve": ships and order.goes_on and "goods" in left and not (kept and (waits or not short)),
        "may_serve": delivers and order.goes_on and "service" in left and not waits,
        "waits": waits,
    }
