"""Calling orders off."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db.transactions import write
from polku.deals.actions import follow_worth
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.actions import reach
from polku.orders.actions.confirming import Done
from polku.orders.events import OrderCanceled
from polku.orders.guards import Wish, objections
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.orders.rules import OrderPermission


def cancel_orders(order_ids: Sequence[int], *, reason: str, actor: Actor, at: datetime) -> list[Done]:
    """Call orders off with a reason, and answer for each; later domains may object (something was shipped).

    Raises: Invalid without a reason, NotAllowed.
    """
    actor.require(OrderPermission.CANCEL)
    words = clean(reason.strip(), multiline=True, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why the order is called off."), field="reason")
    with write():
        found = reach.orders(order_ids, OrderPermission.CANCEL, actor)
        against = objections([Wish(order_id, "cancel", {}) for order_id in found])
        answers: dict[int, Done] = {}
        going: list[Order] = []
        for order_id in order_ids:
            row = found.get(order_id)
            if row is None:
                answers[order_id] = Done(order_id, reach.missing())
            elif reasons := against.get(order_id):
                message = gettext_noop("The order %(number)s can't be called off: %(why)s")
                why = " ".join(str(one) for one in reasons)
                answers[order_id] = Done(order_id, Refused(Message(message, number=row.number, why=why)))
            elif row.state != State.CANCELED and row not in going:
                going.append(row)
        if going:
            Order.objects.filter(id__in=[row.id for row in going]).update(
                state=State.CANCELED, canceled_at=at, cancel_reason=words, held_at=None, held_reason=""
            )
        entries = [reach.entry(OrderCanceled(order_id=row.id, number=row.number), row, at) for row in going]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
        follow_worth([row.deal for row in going], at=at)
    return [answers.get(order_id, Done(order_id)) for order_id in order_ids]
