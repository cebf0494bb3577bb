"""Which orders a person may write to, locked until the transaction ends; and where their events belong."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.db.lists import among
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order
from polku.orders.rules import OrderPermission


def orders(ids: Iterable[int], permission: OrderPermission, actor: Actor) -> dict[int, Order]:
    """The named orders that this person may treat so, with their deals."""
    return {row.id: row for row in _reached(actor, permission, list(set(ids)))}


_reached = Reached(
    lambda actor, right, ids: (
        Order.objects.visible_to(actor)
        .reached_by(actor, right)
        .filter(id__in=among(ids))
        .select_related("deal")
        .select_for_update(of=("self",))
        .order_by("id")
    )
)


def order(order_id: int, permission: OrderPermission, actor: Actor) -> Order:
    """One order that this person may treat so. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = orders([order_id], permission, actor).get(order_id)
    if found is None:
        raise missing()
    return found


def missing() -> NotFound:
    """What to say of an order that is not there for this person."""
    return NotFound(gettext_noop("This order does not exist, or you may not change it."))


def entry(event: Happened, row: Order, at: datetime) -> Entry:
    """Where an event of an order belongs: to its deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=("order", row.id),
        at=at,
        case_id=row.deal_id,
        version_id=row.deal.version_id,
        stage=row.deal.stage,
    )
