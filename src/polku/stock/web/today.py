"""What waits for the warehouse on Today: orders of which something has not left the house."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor
from polku.orders.addresses import order_url
from polku.orders.models import Order
from polku.stock.guards import objections
from polku.stock.queries.listing import to_ship
from polku.stock.rules import StockPermission
from polku.ui.registry import TodayRow

SHOWN = 20
LOOKED_AT = 500
"""Only so many of the newest orders are looked at: the page costs the same with a million of them."""


def rows(actor: Actor, at: datetime) -> Sequence[TodayRow]:
    """The oldest first, for who ships; what waits for its payment is left out."""
    if not actor.may(StockPermission.SHIP):
        return []
    newest = Order.objects.visible_to(actor).filter(state="confirmed", held_at=None, history=False)
    ids = list(newest.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
    if not ids:
        return []
    open_ones = to_ship(Order.objects.visible_to(actor).filter(id__in=ids)).select_related("customer")
    waiting = list(open_ones.order_by("id"))
    stopped = objections(waiting)
    return [
        TodayRow(
            key=f"ship-{one.pk}",
            why=_("To be shipped"),
            title=f"{one.number}, {one.customer.name}",
            url=order_url(one.pk),
            rank=40,
            kind=_("To be shipped"),
            act_label=_("Ship"),
            act_url=order_url(one.pk),
            own=one.owner_id == actor.user_id,
        )
        for one in [one for one in waiting if one.pk not in stopped][:SHOWN]
    ]
