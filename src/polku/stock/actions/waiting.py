"""Goods that came in are kept for the orders that wait for them, and let go again."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from polku.access.logic import Actor
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.orders.models import Order
from polku.stock.actions import reach
from polku.stock.actions.reserving import Reserved, let_go, reserve_orders
from polku.stock.events import ReservationLetGo
from polku.stock.queries.waiting import waiting
from polku.stock.rules import StockPermission

ORDERS_MAX: Final = 100
"""So many orders are served at a time; the others wait on for the next time."""


def reserve_waiting(product_id: int, *, actor: Actor, at: datetime) -> list[Reserved]:
    """Keep what is free of a product for the orders that wait for it: who was promised first first, then the oldest.

    Nothing else of these orders is reserved, so that no other product goes past who waits longer for that. What was
    kept for whom is the answer; `release` takes it back. Raises: NotAllowed.
    """
    actor.require(StockPermission.SHIP)
    with write():
        ids = [order_id for one in waiting(actor, product_id) for order_id in one.served_ids[:ORDERS_MAX]]
        found = reserve_orders(ids, only=product_id, actor=actor, at=at) if ids else []
    return [one for one in found if one.reserved]


def release(quantities: Mapping[int, Decimal], *, actor: Actor, at: datetime) -> list[int]:
    """Let go so much of what is kept for these lines, at most what is; the orders of which something was let go.

    What is being picked is not kept any more: that delivery is called off first. Raises: NotAllowed.
    """
    actor.require(StockPermission.SHIP)
    with write():
        reached = Order.objects.visible_to(actor).reached_by(actor, StockPermission.SHIP)
        ids = reached.filter(lines__in=among(list(quantities))).values_list("id", flat=True)
        orders = reach.locked_orders(set(ids))
        done = let_go(list(orders), {key: max(value, Decimal(0)) for key, value in quantities.items()})
        entries = [
            reach.entry(
                ReservationLetGo(order_id=one, number=orders[one].number), orders[one], ("order", one), at
            )
            for one in sorted(done)
        ]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return sorted(done)
