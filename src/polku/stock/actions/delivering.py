"""Goods arrive; services are done."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db import few
from polku.db.transactions import write
from polku.documents.actions import next_number
from polku.eventlog.actions import append
from polku.files.actions import Upload, attach, store
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.text import clean
from polku.stock.actions import reach
from polku.stock.actions.indexing import index_shipments
from polku.stock.actions.levels import ZERO
from polku.stock.actions.picking import SERIES, refuse_if_stopped, step
from polku.stock.events import ShipmentDelivered
from polku.stock.guards import objections
from polku.stock.logic.states import State
from polku.stock.models import Shipment, ShipmentLine
from polku.stock.queries.lines import shipped_or_picked
from polku.stock.rules import StockPermission


def deliver(
    shipment_id: int,
    *,
    received_by: str = "",
    delivered_at: datetime | None = None,
    upload: Upload | None = None,
    upload_name: str = "",
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Say that a delivery arrived: who took it, when, and a proof (a photograph, a signed note).

    Raises: Invalid (arrived before it left or in the future), Refused (it has not left), NotFound, NotAllowed.
    """
    with write():
        shipment = reach.shipment(shipment_id, StockPermission.DELIVER, actor)
        step(shipment, State.DELIVERED)
        when = delivered_at or at
        if when > at or (shipment.shipped_at and when < shipment.shipped_at):
            raise Invalid(gettext_noop("It arrived between the day it left and now."), field="delivered_at")
        shipment.delivered_at = when
        shipment.received_by = clean(received_by, max_length=200, field="received_by")
        if upload is not None:
            owner = {"owner_id": shipment.order.owner_id, "team_id": shipment.order.team_id}
            shipment.proof = store(upload, name=upload_name, at=at, uploaded_by_id=actor.user_id)
            attach(shipment.proof, subject=("shipment", shipment.id), **owner)
        few.change([shipment], ["state", "delivered_at", "received_by", "proof"])
        _tell(shipment, when, actor, at)
    return shipment


def deliver_services(
    order_id: int,
    *,
    quantities: Mapping[int, Decimal] | None = None,
    received_by: str = "",
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Say that services of an order were done: all that are left, or so much of each line (line id -> quantity).

    Freight of an order without goods counts as done with them.

    Raises: Invalid (more than ordered), Refused (nothing left, held, not confirmed, not paid), NotFound, NotAllowed.
    """
    with write():
        order = reach.order(order_id, StockPermission.DELIVER, actor)
        refuse_if_stopped(order)
        if reasons := objections([order]).get(order.id):
            raise Refused(Message(gettext_noop("%(why)s"), why=" ".join(str(one) for one in reasons)))
        lines = list(order.lines.order_by("position"))
        gone = shipped_or_picked([order.id])
        kinds = {"service"} if any(line.kind == "goods" for line in lines) else {"service", "freight"}
        left = {
            line.id: line.quantity - line.waived_quantity - gone.get(line.id, ZERO)
            for line in lines
            if line.kind in kinds
        }
        wanted = {key: quantity for key, quantity in (quantities or left).items() if quantity > 0}
        for line_id, quantity in wanted.items():
            if quantity > left.get(line_id, ZERO):
                raise Invalid(gettext_noop("More than is left to do."), field=f"quantities.{line_id}")
        if not wanted:
            raise Refused(gettext_noop("No service of this order is left to do."))
        on = day_of(at)
        shipment = Shipment.objects.create(
            number=next_number(SERIES, on=on),
            order=order,
            state=State.DELIVERED,
            service=True,
            made_at=at,
            shipped_at=at,
            delivered_at=at,
            received_by=clean(received_by, max_length=200, field="received_by"),
            by_id=actor.user_id,
        )
        ShipmentLine.objects.bulk_create(
            [
                ShipmentLine(shipment=shipment, order_line_id=line_id, quantity=quantity)
                for line_id, quantity in wanted.items()
            ]
        )
        index_shipments([shipment])
        _tell(shipment, at, actor, at)
    return shipment


def _tell(shipment: Shipment, when: datetime, actor: Actor, at: datetime) -> None:
    event = ShipmentDelivered(order_id=shipment.order_id, shipment_id=shipment.id, number=shipment.number)
    entry = reach.entry(event, shipment.order, ("shipment", shipment.id), when)
    append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
