"""Holding an order, and letting it go on."""

from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.actions import reach
from polku.orders.events import OrderHeld, OrderReleased
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.orders.rules import OrderPermission


def hold_order(order_id: int, *, reason: str, actor: Actor, at: datetime) -> Order:
    """Let nothing of an order go on until it is released.

    Raises: Invalid without a reason, Refused (canceled), NotFound, NotAllowed.
    """
    words = clean(reason.strip(), multiline=True, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why the order is held."), field="reason")
    with write():
        row = reach.order(order_id, OrderPermission.HOLD, actor)
        if row.state == State.CANCELED:
            message = gettext_noop("The order %(number)s was canceled.")
            raise Refused(Message(message, number=row.number))
        if not row.is_held:
            row.held_at, row.held_reason = at, words
            row.save(update_fields=["held_at", "held_reason"])
            _tell(OrderHeld(order_id=row.id, number=row.number), row, actor, at)
    return row


def release_order(order_id: int, *, actor: Actor, at: datetime) -> Order:
    """Let an order go on. Raises: NotFound, NotAllowed."""
    with write():
        row = reach.order(order_id, OrderPermission.HOLD, actor)
        if row.is_held:
            row.held_at, row.held_reason = None, ""
            row.save(update_fields=["held_at", "held_reason"])
            _tell(OrderReleased(order_id=row.id, number=row.number), row, actor, at)
    return row


def _tell(event: Happened, row: Order, actor: Actor, at: datetime) -> None:
    append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
