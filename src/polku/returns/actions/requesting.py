"""Taking returns up: what a customer wants to give back, and why."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.company.queries import day_of
from polku.db.bulk import insert, numbered
from polku.db.transactions import take_turns, write
from polku.documents.actions import next_numbers
from polku.eventlog.actions import append
from polku.kernel.errors import DomainError, Invalid, NotFound, gettext_noop
from polku.kernel.text import clean
from polku.orders.models import Order
from polku.returns.actions import reach
from polku.returns.actions.indexing import index_returns
from polku.returns.actions.outcome import Done
from polku.returns.actions.refusals import made_up_already, too_many
from polku.returns.events import ReturnRequested
from polku.returns.logic.incoming import NewReturn, WantedLine
from polku.returns.logic.sharing import ZERO, taken
from polku.returns.logic.states import Reason, Resolution
from polku.returns.models import Return, ReturnLine, ReturnTally
from polku.returns.queries.returnable import arrived
from polku.returns.queries.sold import Sold, sold
from polku.returns.rules import ReturnPermission
from polku.stock.models import ShipmentLine

SERIES = "return"


def request_return(new: NewReturn, *, actor: Actor, at: datetime) -> Return:
    """Take one return up: a batch of one. Raises: Invalid (names line and field), NotFound, NotAllowed."""
    return request_returns([new], actor=actor, at=at)[0].result


def request_returns(rows: Sequence[NewReturn], *, actor: Actor, at: datetime) -> list[Done]:
    """Take returns up, and answer for each; a constant number of statements.

    Never more of a delivered line than arrived, less what is on its way back or came: the order is locked, and the
    database keeps the sum too.
    """
    actor.require(ReturnPermission.REQUEST)
    with write():
        orders = reach.orders({row.order_id for row in rows}, actor)
        there = arrived(list(orders))
        tallies = reach.tallies([one for found in there.values() for one in found])
        known = _sold({line.order_line_id for found in there.values() for line in found})
        answers: list[Done] = []
        made: list[Return] = []
        lines: list[ReturnLine] = []
        for new in rows:
            try:
                order = orders.get(new.order_id)
                if order is None:
                    raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
                row = _made(new, order, actor, at)
                found = _lines(new, there.get(order.pk, []), tallies, known)
            except DomainError as error:
                answers.append(Done(error=error))
                continue
            for line in found:
                line.of = row
            made.append(row)
            lines += found
            answers.append(Done(row))
        _store(made, lines, tallies, actor, at)
    return answers


def _sold(line_ids: Collection[int]) -> Sold:
    """How goods were sold. Who returns of another order of the same sale meanwhile waits, or is seen."""
    known = sold(line_ids)
    if not known.room:
        return known
    take_turns("returns.sold", [str(pk) for pk in known.room])
    return sold(line_ids)


def _made(new: NewReturn, order: Order, actor: Actor, at: datetime) -> Return:
    return Return(
        order=order,
        note=clean(new.note.strip(), multiline=True, max_length=4000, field="note"),
        requested_at=at,
        requested_by_id=actor.user_id,
    )


def _lines(
    new: NewReturn,
    there: Sequence[ShipmentLine],
    tallies: Mapping[int, ReturnTally],
    known: Sold,
) -> list[ReturnLine]:
    """The rows of a return, each of one shipped line, the oldest delivery first; tallied where all of them can be."""
    if not new.lines:
        raise Invalid(gettext_noop("Say what comes back."), field="lines")
    wished: dict[int, Decimal] = {}
    found: list[tuple[WantedLine, int, Decimal]] = []
    by_id = {line.pk: line for line in there}
    for place, one in enumerate(new.lines):
        _check(one, place)
        out = {
            line.pk: tallies[line.pk].shipped - tallies[line.pk].taken - wished.get(line.pk, ZERO)
            for line in there
            if line.order_line_id == one.order_line_id
        }
        free = [(pk, left) for pk, left in out.items() if one.shipment_id in (None, by_id[pk].shipment_id)]
        arrived_at_all = sum(out.values(), ZERO) - known.missing.get(one.order_line_id, ZERO)
        most = max(min(sum((left for _, left in free), ZERO), arrived_at_all), ZERO)
        if one.quantity > most:
            lines = [line.order_line for line in there if line.order_line_id == one.order_line_id]
            raise too_many(most, lines, field=f"lines.{place}.quantity")
        if one.resolution == Resolution.EXCHANGE:
            made_up = known.made_up_for(one.order_line_id, one.quantity, one.reason)
            if made_up:
                line, where = by_id[free[0][0]].order_line, f"lines.{place}.resolution"
                raise made_up_already(line, made_up, one.quantity - made_up, field=where)
        for pk, part in taken(one.quantity, free):
            wished[pk] = wished.get(pk, Decimal(0)) + part
            found.append((one, pk, part))
    for pk, part in wished.items():
        tallies[pk].taken += part
    return [
        ReturnLine(
            shipment_line=by_id[pk],
            order_line_id=line_id,
            quantity=share,
            reason=one.reason,
            resolution=one.resolution,
        )
        for one, pk, part in found
        for line_id, share in known.shares(one.order_line_id, part, one.reason)
    ]


def _check(one: WantedLine, place: int) -> None:
    if one.quantity <= 0:
        raise Invalid(gettext_noop("The quantity must be more than 0."), field=f"lines.{place}.quantity")
    if one.reason not in set(Reason):
        raise Invalid(gettext_noop("Say why it comes back."), field=f"lines.{place}.reason")
    if one.resolution not in set(Resolution):
        raise Invalid(gettext_noop("Say what the customer gets."), field=f"lines.{place}.resolution")


def _store(
    made: Sequence[Return],
    lines: Sequence[ReturnLine],
    tallies: Mapping[int, ReturnTally],
    actor: Actor,
    at: datetime,
) -> None:
    if not made:
        return
    touched = {line.shipment_line_id for line in lines}
    reach.save_tallies([tallies[pk] for pk in sorted(touched)])
    on = day_of(at)
    for row, number in zip(made, next_numbers(SERIES, days=[on] * len(made)), strict=True):
        row.number = number
    insert(Return, made)
    numbered(lines, "of")
    insert(ReturnLine, lines)
    index_returns(made)
    entries = [
        reach.entry(_event(row, [line for line in lines if line.of_id == row.pk]), row, at) for row in made
    ]
    append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)


def _event(row: Return, lines: Sequence[ReturnLine]) -> ReturnRequested:
    return ReturnRequested(
        return_id=row.pk,
        number=row.number,
        order_id=row.order_id,
        lines=len(lines),
        reasons=tuple(sorted({line.reason for line in lines})),
    )
