"""The goods of returns come: looked at, put away or scrapped, at what they cost when they left."""

from collections.abc import Sequence
from datetime import datetime

from polku.access.logic import Actor
from polku.db import few
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, gettext_noop
from polku.returns.actions import reach
from polku.returns.actions.outcome import Done
from polku.returns.actions.shelving import Pieces, coming_places, repair_place, take_in, units_of
from polku.returns.events import ReturnReceived
from polku.returns.logic.incoming import Arrived, CameLine
from polku.returns.logic.sharing import ZERO
from polku.returns.logic.states import Condition, Resolution, State
from polku.returns.models import Return, ReturnedUnit, ReturnLine
from polku.returns.rules import ReturnPermission

_WRITTEN = ("received_quantity", "condition", "location_id", "cost_minor", "settled_at")


def receive_returns(rows: Sequence[Arrived], *, actor: Actor, at: datetime) -> list[Done]:
    """Take in what came of returns, and answer for each; a constant number of statements.

    What is as new goes into stock and its cost back with it, what is damaged is scrapped and its cost a loss; what is
    to be repaired is the customer's and only lies here. What did not come stays with the customer.

    Raises: NotAllowed.
    """
    actor.require(ReturnPermission.RECEIVE)
    with write():
        found = reach.returns([row.return_id for row in rows], ReturnPermission.RECEIVE, actor)
        lines = reach.lines_of(list(found.values()))
        every = [line for of in lines.values() for line in of]
        places = coming_places(rows, every)
        units = units_of(rows, every)
        answers: list[Done] = []
        going: list[Return] = []
        pieces: list[ReturnedUnit] = []
        for one in rows:
            row = found.get(one.return_id)
            try:
                error = reach.objection(row, State.RECEIVED) or _twice(row, going)
                if row is None or error:
                    raise error or reach.missing()
                if row.state == State.SETTLED:
                    raise reach.past(row)
                pieces += _came(one, lines[row.pk], places, units)
            except DomainError as refused:
                answers.append(Done(error=refused))
                continue
            going.append(row)
            answers.append(Done(row))
        _store(going, [line for row in going for line in lines[row.pk]], pieces, actor, at)
    return answers


def _twice(row: Return | None, going: Sequence[Return]) -> DomainError | None:
    return reach.past(row) if row is not None and row in going else None


def _came(one: Arrived, lines: Sequence[ReturnLine], places: set[int], units: Pieces) -> list[ReturnedUnit]:
    """Write what came into the lines at hand; which pieces came."""
    told = {came.line_id: came for came in one.lines}
    if unknown := set(told) - {line.pk for line in lines}:
        raise NotFound(Message(gettext_noop("The return has no line %(line)s."), line=min(unknown)))
    pieces: list[ReturnedUnit] = []
    planned = []
    for line in lines:
        came = told.get(line.pk) or CameLine(line.pk)
        quantity = line.quantity if came.quantity is None else came.quantity
        field = f"lines.{line.pk}"
        if not 0 <= quantity <= line.quantity:
            message = gettext_noop("Between 0 and %(most)s of this line can have come.")
            raise Invalid(Message(message, most=f"{line.quantity.normalize():f}"), field=f"{field}.quantity")
        if came.condition not in set(Condition):
            raise Invalid(gettext_noop("Say how it looks."), field=f"{field}.condition")
        if came.location_id is not None and came.location_id not in places:
            raise NotFound(gettext_noop("There is no such place."), field=f"{field}.location_id")
        pieces += units.pieces(line, quantity, came, field)
        planned.append((line, quantity, came))
    if not any(quantity for _, quantity, _ in planned):
        raise Invalid(gettext_noop("Nothing of it came: refuse the return instead."), field="lines")
    for line, quantity, came in planned:
        line.received_quantity, line.condition = quantity, came.condition
        line.location_id = came.location_id or line.shipment_line.location_id
        if line.location_id not in places:
            line.location_id = None
    return pieces


def _store(
    rows: Sequence[Return],
    lines: Sequence[ReturnLine],
    pieces: Sequence[ReturnedUnit],
    actor: Actor,
    at: datetime,
) -> None:
    if not rows:
        return
    tallies = reach.tallies([line.shipment_line for line in lines])
    for line in lines:
        tallies[line.shipment_line_id].taken -= line.quantity - (line.received_quantity or ZERO)
        if not line.received_quantity:
            line.settled_at = at
    repairs = [line for line in lines if line.received_quantity and line.resolution == Resolution.REPAIR]
    if repairs:
        bench = repair_place()
        for line in repairs:
            line.location_id = bench
    kept = [line for line in lines if line.received_quantity and line.resolution != Resolution.REPAIR]
    by_row = {row.pk: row for row in rows}
    take_in(kept, by_row, tallies, pieces, actor=actor, at=at)
    ReturnedUnit.objects.bulk_create(pieces)
    few.change(lines, _WRITTEN)
    reach.save_tallies(list(tallies.values()))
    for row in rows:
        row.state, row.received_at, row.received_by_id = State.RECEIVED.value, at, actor.user_id
    few.change(rows, ["state", "received_at", "received_by"])
    events = [ReturnReceived(return_id=row.pk, number=row.number, order_id=row.order_id) for row in rows]
    entries = [reach.entry(event, row, at) for event, row in zip(events, rows, strict=True)]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
