"""Which returns and orders a person may write to, locked; and where their events belong."""

from collections.abc import Collection, Iterable
from datetime import datetime

from polku.access.logic import Actor
from polku.db import few
from polku.db.bulk import insert
from polku.db.lists import among
from polku.eventlog.actions import Entry
from polku.eventlog.events import Happened
from polku.kernel.errors import Message, NotFound, Refused, gettext_noop
from polku.orders.models import Order
from polku.returns.logic.states import TRANSITIONS, State
from polku.returns.models import Return, ReturnLine, ReturnTally
from polku.returns.rules import ReturnPermission
from polku.stock.models import ShipmentLine


def orders(ids: Iterable[int], actor: Actor) -> dict[int, Order]:
    """The orders of which this person may take returns up, locked: two who return of the same order take turns."""
    rows = Order.objects.filter(id__in=among(ids)).reached_by(actor, ReturnPermission.SEE)
    rows = rows.reached_by(actor, ReturnPermission.REQUEST).select_related("deal", "customer")
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("id")}


def returns(ids: Iterable[int], permission: ReturnPermission, actor: Actor) -> dict[int, Return]:
    """The returns that this person may treat so, locked with their orders. One statement."""
    rows = Return.objects.visible_to(actor).reached_by(actor, permission).filter(id__in=among(ids))
    held = rows.select_related("order__deal", "order__customer").select_for_update(of=("self", "order"))
    return {row.pk: row for row in held.order_by("order_id", "id")}


def missing() -> NotFound:
    """What to say of a return that is not there for this person."""
    return NotFound(gettext_noop("This return does not exist, or you may not change it."))


def objection(row: Return | None, to: State) -> NotFound | Refused | None:
    """Why a return can't come to a state; nothing where it can."""
    if row is None:
        return missing()
    return None if to in TRANSITIONS[State(row.state)] else past(row)


def past(row: Return) -> Refused:
    """What to say of a return whose state does not allow it."""
    message = gettext_noop("The return %(number)s is past that.")
    return Refused(Message(message, number=row.number), code="wrong_state")


def lines_of(returns_: Collection[Return]) -> dict[int, list[ReturnLine]]:
    """The lines of returns with what was shipped and sold, by return. One statement."""
    found: dict[int, list[ReturnLine]] = {row.pk: [] for row in returns_}
    rows = ReturnLine.objects.filter(of_id__in=among(found)).order_by("id")
    for line in rows.select_related(
        "shipment_line__order_line__product", "shipment_line__location", "order_line"
    ):
        found[line.of_id].append(line)
    return found


def tallies(shipment_lines: Iterable[ShipmentLine]) -> dict[int, ReturnTally]:
    """How much of shipped lines is taken back, locked; new ones are not stored yet. One statement."""
    wanted = {line.pk: line for line in shipment_lines}
    rows = ReturnTally.objects.filter(shipment_line_id__in=among(wanted)).select_for_update().order_by("id")
    known = {row.shipment_line_id: row for row in rows}
    for pk, line in wanted.items():
        known.setdefault(pk, ReturnTally(shipment_line_id=pk, shipped=line.quantity))
    return known


def save_tallies(rows: Collection[ReturnTally]) -> None:
    """Write them back; the database refuses more than was shipped."""
    few.change([row for row in rows if not row._state.adding], ["taken", "back", "back_minor"])
    insert(ReturnTally, [row for row in rows if row._state.adding])


def entry(event: Happened, row: Return, at: datetime) -> Entry:
    """Where an event of a return belongs: to the deal of its order, in the stage the deal is in."""
    deal = row.order.deal
    return Entry(
        event=event,
        subject=("return", row.pk),
        at=at,
        case_id=deal.pk,
        version_id=deal.version_id,
        stage=deal.stage,
    )
