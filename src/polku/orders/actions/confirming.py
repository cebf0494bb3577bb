"""Confirming orders to their customers, in writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from polku.access.logic import Actor
from polku.db import few
from polku.db.transactions import holding, write
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Message, Refused, gettext_noop
from polku.orders.actions import reach
from polku.orders.actions.writing import note_confirmations
from polku.orders.events import OrderConfirmed
from polku.orders.logic.states import State
from polku.orders.models import Order
from polku.orders.rules import OrderPermission


@dataclass(frozen=True)
class Done:
    """What became of one order."""

    order_id: int
    error: DomainError | None = None
    order: Order | None = None


def confirm_orders(order_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[Done]:
    """Confirm orders, and answer for each; one that is confirmed already stays so.

    Each is confirmed in writing, unless the company wants none; where it wants that at once, a job sends it.
    """
    actor.require(OrderPermission.CONFIRM)
    with write():
        found = reach.orders(order_ids, OrderPermission.CONFIRM, actor)
        answers: dict[int, Done] = {}
        going: list[Order] = []
        for order_id in order_ids:
            row = found.get(order_id)
            if row is None:
                answers[order_id] = Done(order_id, reach.missing())
            elif row.state == State.CANCELED:
                message = gettext_noop("The order %(number)s was canceled.")
                answers[order_id] = Done(order_id, Refused(Message(message, number=row.number)))
            elif row.state == State.PLACED and row not in going:
                going.append(row)
        for row in going:
            row.state, row.confirmed_at = State.CONFIRMED.value, at
        few.change(going, ["state", "confirmed_at"])
        if going:
            note_confirmations(going, at=at)
        entries = [reach.entry(_event(row), row, at) for row in going]
        with holding({("order", row.id): row for row in going}):
            append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return [answers.get(order_id) or Done(order_id, order=found[order_id]) for order_id in order_ids]


def _event(row: Order) -> OrderConfirmed:
    return OrderConfirmed(
        order_id=row.id,
        number=row.number,
        payment_terms=row.payment_terms,
        currency=row.currency,
        gross_minor=row.gross_minor,
    )
