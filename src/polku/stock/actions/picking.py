"""Getting a delivery ready: pick, pack, or call it off."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db import few
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.documents.actions import next_number
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.orders.models import Order, OrderLine
from polku.orders.queries.coming import lines_of
from polku.stock.actions import reach
from polku.stock.actions.indexing import index_shipments
from polku.stock.actions.levels import ZERO
from polku.stock.events import ShipmentCanceled, ShipmentPacked, ShipmentPicked
from polku.stock.logic.states import TRANSITIONS, State
from polku.stock.models import Reservation, Shipment, ShipmentLine
from polku.stock.queries.lines import shipped_or_picked
from polku.stock.rules import StockPermission

SERIES = "delivery"


def pick(
    order_id: int,
    *,
    quantities: Mapping[int, Decimal] | None = None,
    promised_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Begin a delivery with what is kept for the order, or with so much of each line (line id -> quantity).

    Freight goes with the first delivery. Its goods stay reserved until they ship.

    Raises: Invalid (more than is kept), Refused (held, not confirmed, nothing to pick), NotFound, NotAllowed.
    """
    with write():
        order = reach.order(order_id, StockPermission.SHIP, actor)
        refuse_if_stopped(order)
        lines = {line.id: line for line in lines_of([order.id])}
        kept = _kept(list(lines))
        parts = _parts(lines, kept, quantities)
        if not parts:
            raise Refused(gettext_noop("Nothing of this order is in stock to be picked."))
        freight = [line for line in lines.values() if line.kind == "freight"]
        gone = shipped_or_picked([order.id]) if freight else {}
        freight = [line for line in freight if not gone.get(line.id)]
        on = day_of(at)
        shipment = Shipment(
            number=next_number(SERIES, on=on),
            order=order,
            promised_date=promised_date or order.promised_date,
            made_at=at,
            by_id=actor.user_id,
        )
        insert(Shipment, [shipment])
        insert(
            ShipmentLine,
            [
                *(
                    ShipmentLine(
                        shipment=shipment, order_line_id=line_id, location_id=place, quantity=quantity
                    )
                    for (line_id, place), quantity in parts.items()
                ),
                *(
                    ShipmentLine(
                        shipment=shipment,
                        order_line=line,
                        quantity=line.quantity - line.waived_quantity,
                    )
                    for line in freight
                    if line.quantity > line.waived_quantity
                ),
            ],
        )
        _take_from(kept, parts)
        index_shipments([shipment])
        _tell(ShipmentPicked, shipment, actor, at)
    return shipment


_kept = Prepared(
    lambda line_ids: (
        Reservation.objects.filter(order_line_id__in=among(line_ids)).select_for_update().order_by("id")
    )
)


def refuse_if_stopped(order: Order) -> None:
    """Only a confirmed order that is not held is delivered. Raises: Refused."""
    if order.is_held:
        raise Refused(Message(gettext_noop("The order %(number)s is held."), number=order.number))
    if not order.goes_on:
        message = gettext_noop("The order %(number)s is not confirmed.")
        raise Refused(Message(message, number=order.number))


def _parts(
    lines: Mapping[int, OrderLine], kept: Sequence[Reservation], wanted: Mapping[int, Decimal] | None
) -> dict[tuple[int, int], Decimal]:
    """How much of each line from each place."""
    if wanted is None:
        return {(row.order_line_id, row.location_id): row.quantity for row in kept}
    found: dict[tuple[int, int], Decimal] = {}
    left = {line_id: quantity for line_id, quantity in wanted.items() if quantity}
    for row in kept:
        part = min(row.quantity, left.get(row.order_line_id, ZERO))
        if part > 0:
            found[row.order_line_id, row.location_id] = part
            left[row.order_line_id] -= part
    for line_id, quantity in left.items():
        if quantity > 0 and (line_id not in lines or lines[line_id].kind == "goods"):
            message = gettext_noop("%(short)s more than is kept for this line.")
            raise Invalid(Message(message, short=f"{quantity.normalize():f}"), field=f"quantities.{line_id}")
    return found


def _take_from(kept: Sequence[Reservation], parts: Mapping[tuple[int, int], Decimal]) -> None:
    """What is picked is the shipment's; the level keeps it reserved until it ships."""
    gone: list[Reservation] = []
    less: list[Reservation] = []
    for row in kept:
        part = parts.get((row.order_line_id, row.location_id), ZERO)
        if not part:
            continue
        row.quantity -= part
        (less if row.quantity else gone).append(row)
    few.remove(gone)
    few.change(less, ["quantity"])


def pack(shipment_id: int, *, actor: Actor, at: datetime) -> Shipment:
    """Say that a delivery is packed. Raises: Refused, NotFound, NotAllowed."""
    with write():
        shipment = reach.shipment(shipment_id, StockPermission.SHIP, actor)
        step(shipment, State.PACKED)
        shipment.packed_at = at
        few.change([shipment], ["state", "packed_at"])
        _tell(ShipmentPacked, shipment, actor, at)
    return shipment


def step(shipment: Shipment, to: State) -> None:
    """Bring a shipment into a state that may follow its own. Raises: Refused."""
    if to not in TRANSITIONS[State(shipment.state)]:
        message = gettext_noop("The delivery %(number)s is past that.")
        raise Refused(Message(message, number=shipment.number), code="wrong_state")
    shipment.state = to.value


def cancel_shipment(shipment_id: int, *, actor: Actor, at: datetime) -> Shipment:
    """Call off a delivery that has not left; its goods are kept for the order again.

    Raises: Refused (it has left), NotFound, NotAllowed.
    """
    with write():
        shipment = reach.shipment(shipment_id, StockPermission.SHIP, actor)
        step(shipment, State.CANCELED)
        shipment.canceled_at = at
        few.change([shipment], ["state", "canceled_at"])
        back: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for line in shipment.lines.exclude(location=None):
            back[line.order_line_id, line.location_id or 0] += line.quantity
        known = {
            (row.order_line_id, row.location_id): row
            for row in Reservation.objects.filter(order_line_id__in={line_id for line_id, _ in back})
        }
        for (line_id, place), quantity in back.items():
            row = known.get((line_id, place)) or Reservation(
                order_line_id=line_id, location_id=place, quantity=ZERO
            )
            row.quantity += quantity
            row.save()
        _tell(ShipmentCanceled, shipment, actor, at)
    return shipment


def _tell(event: type[Happened], shipment: Shipment, actor: Actor, at: datetime) -> None:
    told = event(order_id=shipment.order_id, shipment_id=shipment.id, number=shipment.number)  # type: ignore[call-arg]
    append(
        [reach.entry(told, shipment.order, ("shipment", shipment.id), at)],
        actor_id=actor.user_id,
        via=actor.via,
        recorded_at=at,
    )
