"""Which shipments and orders a person may write to, locked; and where their events belong."""

from collections.abc import Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.access.scopes import Reached
from polku.db.transactions import held
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order
from polku.stock.models import Shipment
from polku.stock.rules import StockPermission


def shipment(shipment_id: int, permission: StockPermission, actor: Actor) -> Shipment:
    """One shipment that this person may treat so, with its order locked first. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = _shipment(actor, permission, shipment_id)
    if not found:
        raise NotFound(gettext_noop("This delivery does not exist, or you may not change it."))
    return found[0]


_shipment = Reached(
    lambda actor, right, shipment_id: (
        Shipment.objects.visible_to(actor)
        .reached_by(actor, right)
        .filter(id=shipment_id)
        .select_related("order__deal")
        .select_for_update(of=("order", "self"))
    )
)


def order(order_id: int, permission: StockPermission, actor: Actor) -> Order:
    """One order for which this person may move goods, locked. Raises: NotAllowed, NotFound."""
    actor.require(permission)
    found = _order(actor, permission, order_id)
    if not found:
        raise NotFound(gettext_noop("This order does not exist, or you may not deliver it."))
    return found[0]


_order = Reached(
    lambda actor, right, order_id: (
        Order.objects.visible_to(actor)
        .reached_by(actor, right)
        .filter(id=order_id)
        .select_related("deal")
        .select_for_update(of=("self",))
    )
)


def locked_orders(ids: Iterable[int]) -> dict[int, Order]:
    """Orders with their deals, held until the transaction ends: two deliveries of one order take turns."""
    wanted = set(ids)
    rows = held("order", wanted)
    if rows is None:
        found = Order.objects.filter(id__in=wanted).select_related("deal")
        rows = list(found.select_for_update(of=("self",)).order_by("id"))
    return {row.id: row for row in rows}


def entry(event: Happened, row: Order, subject: tuple[str, int], at: datetime) -> Entry:
    """Where an event belongs: to the order's deal, in the stage the deal is in."""
    return Entry(
        event=event,
        subject=subject,
        at=at,
        case_id=row.deal_id,
        version_id=row.deal.version_id,
        stage=row.deal.stage,
    )
