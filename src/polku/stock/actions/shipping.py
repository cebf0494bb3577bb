"""Goods leave the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company, day_of
from polku.db import few
from polku.db.bulk import insert
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.stock.actions import reach
from polku.stock.actions.levels import shelves
from polku.stock.actions.picking import refuse_if_stopped, step
from polku.stock.events import ShipmentShipped
from polku.stock.guards import objections
from polku.stock.logic.states import MoveKind, State
from polku.stock.models import Shipment, ShipmentLine, ShippedUnit, StockMove, Unit
from polku.stock.rules import StockPermission


def ship(
    shipment_id: int,
    *,
    carrier: str = "",
    tracking: str = "",
    codes: Mapping[int, Sequence[str]] | None = None,
    actor: Actor,
    at: datetime,
) -> Shipment:
    """Let a delivery leave: its goods go out of stock at the average cost, which is booked.

    `codes` names serial numbers or lots by the order line's id, where the product wants them.

    Raises: Refused (held, or a later domain objects: not paid yet; not enough there), Invalid, NotFound, NotAllowed.
    """
    with write():
        shipment = reach.shipment(shipment_id, StockPermission.SHIP, actor)
        refuse_if_stopped(shipment.order)
        if reasons := objections([shipment.order]).get(shipment.order_id):
            raise Refused(Message(gettext_noop("%(why)s"), why=" ".join(str(one) for one in reasons)))
        step(shipment, State.SHIPPED)
        shipment.shipped_at = at
        shipment.carrier = clean(carrier, max_length=100, field="carrier")
        shipment.tracking = clean(tracking, max_length=100, field="tracking")
        few.change([shipment], ["state", "shipped_at", "carrier", "tracking"])
        lines = _lines(shipment.id)
        goods = [line for line in lines if line.location_id is not None]
        moves = _take_out(shipment, goods, actor, at)
        _units(goods, codes or {})
        _book(shipment, moves, actor, at)
        event = ShipmentShipped(order_id=shipment.order_id, shipment_id=shipment.id, number=shipment.number)
        entry = reach.entry(event, shipment.order, ("shipment", shipment.id), at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return shipment


_lines = Prepared(
    lambda shipment_id: (
        ShipmentLine.objects.filter(shipment_id=shipment_id)
        .select_related("order_line__product")
        .order_by("id")
    )
)


def _take_out(
    shipment: Shipment, goods: Sequence[ShipmentLine], actor: Actor, at: datetime
) -> list[StockMove]:
    held = shelves({line.order_line.product_id or 0 for line in goods})
    moves = []
    for line in goods:
        product_id, place = line.order_line.product_id or 0, line.location_id or 0
        line.cost_minor = held.take(product_id, place, line.quantity, reserved=line.quantity)
        moves.append(
            StockMove(
                product_id=product_id,
                from_location_id=place,
                quantity=line.quantity,
                value_minor=line.cost_minor,
                kind=MoveKind.SHIP,
                reference_type="shipment",
                reference_id=shipment.id,
                by_id=actor.user_id,
                at=at,
            )
        )
    held.save()
    few.change(goods, ["cost_minor"])
    insert(StockMove, moves)
    return moves


def _units(goods: Sequence[ShipmentLine], codes: Mapping[int, Sequence[str]]) -> None:
    """Write down which pieces or batches went, where the products want it."""
    for line in goods:
        kind = line.order_line.product.tracked if line.order_line.product else "none"
        if kind == "none":
            continue
        named = list(dict.fromkeys(codes.get(line.order_line_id, ())))
        field = f"codes.{line.order_line_id}"
        if not named or (kind == "serial" and len(named) != line.quantity):
            raise Invalid(gettext_noop("Name the serial number or lot of each piece."), field=field)
        rows = Unit.objects.filter(
            product_id=line.order_line.product_id or 0, code__in=named, location_id=line.location_id or 0
        )
        units = list(rows.select_for_update().order_by("id"))
        if len(units) != len(named):
            raise Invalid(gettext_noop("A serial number or lot does not lie there."), field=field)
        _send_units(line, units, field)


def _send_units(line: ShipmentLine, units: Sequence[Unit], field: str) -> None:
    left: Decimal = line.quantity
    for unit in units:
        part = min(left, unit.quantity)
        if part <= 0:
            raise Invalid(gettext_noop("More are named than go."), field=field)
        ShippedUnit.objects.create(line=line, unit=unit, quantity=part)
        unit.quantity -= part
        unit.location_id = unit.location_id if unit.quantity else None
        few.change([unit], ["quantity", "location_id"])
        left -= part
    if left:
        raise Invalid(gettext_noop("The lots named do not hold so many."), field=field)


def _book(shipment: Shipment, moves: Sequence[StockMove], actor: Actor, at: datetime) -> None:
    own = company()
    lines = [
        line
        for move in moves
        if move.value_minor
        for line in (
            Line(
                role="cost_of_goods",
                debit=Money(move.value_minor, own.currency),
                product_id=move.product_id,
            ),
            Line(role="inventory", credit=Money(move.value_minor, own.currency), product_id=move.product_id),
        )
    ]
    if not lines:
        return
    entry = NewEntry(
        date=day_of(at),
        kind="shipment",
        source=("shipment", shipment.id),
        text_key="stock.shipment_shipped",
        lines=lines,
        deal_id=shipment.order.deal_id,
        customer_id=shipment.order.customer_id,
    )
    post([entry], actor=actor, at=at)
