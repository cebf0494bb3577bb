"""Deliveries that another system made: stated, without moving stock that was never ours to move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db.bulk import insert
from polku.db.transactions import write
from polku.documents.actions import next_numbers
from polku.eventlog.actions import append
from polku.orders.models import Order
from polku.stock.actions import reach
from polku.stock.actions.indexing import index_shipments
from polku.stock.actions.picking import SERIES
from polku.stock.events import ShipmentDelivered, ShipmentPicked, ShipmentShipped
from polku.stock.logic.states import State
from polku.stock.models import Shipment, ShipmentLine
from polku.stock.rules import StockPermission


@dataclass(frozen=True)
class PastShipment:
    """A delivery of an order: what state it came to, when, and how much of each line (line id -> quantity)."""

    order: Order
    state: State
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    made_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    promised_date: date | None = None


def state_shipments(rows: Sequence[PastShipment], *, actor: Actor, at: datetime) -> list[Shipment]:
    """State deliveries of the past; a constant number of statements. Nothing reacts, nothing is booked.

    Raises: NotAllowed.
    """
    actor.require(StockPermission.SHIP)
    if not rows:
        return []
    with write():
        days = [day_of(_begun(row, at)) for row in rows]
        shipments = [
            Shipment(
                number=number,
                order=row.order,
                state=row.state,
                promised_date=row.promised_date,
                made_at=_begun(row, at),
                shipped_at=row.shipped_at,
                delivered_at=row.delivered_at,
                by_id=actor.user_id,
                history=True,
            )
            for row, number in zip(rows, next_numbers(SERIES, days=days), strict=True)
        ]
        insert(Shipment, shipments)
        insert(
            ShipmentLine,
            [
                ShipmentLine(shipment=shipment, order_line_id=line_id, quantity=quantity)
                for row, shipment in zip(rows, shipments, strict=True)
                for line_id, quantity in row.quantities.items()
            ],
        )
        index_shipments(shipments)
        entries = [
            reach.entry(event, shipment.order, ("shipment", shipment.id), when)
            for shipment in shipments
            for event, when in _events(shipment)
        ]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=True)
    return shipments


def _begun(row: PastShipment, at: datetime) -> datetime:
    return row.made_at or row.shipped_at or row.delivered_at or at


def _events(
    shipment: Shipment,
) -> list[tuple[ShipmentPicked | ShipmentShipped | ShipmentDelivered, datetime]]:
    """What is known to have happened; a delivery without a date is told by its row alone."""
    told: list[tuple[ShipmentPicked | ShipmentShipped | ShipmentDelivered, datetime]] = []
    if shipment.state in {State.PICKING, State.PACKED}:
        told.append((ShipmentPicked(shipment.order_id, shipment.id, shipment.number), shipment.made_at))
    if shipment.shipped_at is not None:
        told.append((ShipmentShipped(shipment.order_id, shipment.id, shipment.number), shipment.shipped_at))
    if shipment.delivered_at is not None:
        told.append(
            (ShipmentDelivered(shipment.order_id, shipment.id, shipment.number), shipment.delivered_at)
        )
    return told
