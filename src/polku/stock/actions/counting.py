"""Counting what is there, and moving it from place to place."""

from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company, day_of
from polku.db.fields import millionths
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, Refused, gettext_noop
from polku.kernel.money import Money
from polku.stock.actions.levels import ZERO, check_place, shelves
from polku.stock.events import StockCounted, StockMoved
from polku.stock.logic.states import MoveKind
from polku.stock.models import StockMove
from polku.stock.rules import StockPermission


def count_stock(
    product_id: int, location_id: int, counted: Decimal, *, note: str = "", actor: Actor, at: datetime
) -> StockMove | None:
    """Make the stock what somebody counted; the difference is booked at the average cost. None where nothing differs.

    Raises: Invalid (negative), Refused (more is promised than was counted), NotFound, NotAllowed.
    """
    actor.require(StockPermission.COUNT)
    if counted < 0:
        raise Invalid(gettext_noop("A count is not negative."), field="counted")
    with write():
        check_place(product_id, location_id)
        held = shelves([product_id])
        level = held.levels.get((product_id, location_id))
        before, promised = (level.on_hand, level.reserved) if level else (ZERO, ZERO)
        if counted < promised:
            message = gettext_noop("%(promised)s are promised to orders: release them first.")
            raise Refused(Message(message, promised=f"{promised.normalize():f}"))
        if counted == before:
            return None
        value = held.values.get(product_id)
        more = counted > before
        if more:
            average = value.value_minor / value.quantity if value and value.quantity else ZERO
            worth = round((counted - before) * average)
            held.put(product_id, location_id, counted - before, worth)
        else:
            worth = held.take(product_id, location_id, before - counted)
        held.save()
        move = StockMove.objects.create(
            product_id=product_id,
            from_location_id=None if more else location_id,
            to_location_id=location_id if more else None,
            quantity=abs(counted - before),
            value_minor=worth,
            kind=MoveKind.COUNT,
            note=note[:300],
            by_id=actor.user_id,
            at=at,
        )
        _book(move, more, actor, at)
        event = StockCounted(
            product_id=product_id,
            location_id=location_id,
            before_millionths=millionths(before),
            after_millionths=millionths(counted),
        )
        entry = Entry(event=event, subject=("product", product_id), at=at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return move


def _book(move: StockMove, more: bool, actor: Actor, at: datetime) -> None:
    if not move.value_minor:
        return
    own = company()
    amount = Money(move.value_minor, own.currency)
    stock = Line(
        role="inventory",
        debit=amount if more else None,
        credit=None if more else amount,
        product_id=move.product_id,
    )
    other = Line(role="stock_differences", debit=None if more else amount, credit=amount if more else None)
    entry = NewEntry(
        date=day_of(at),
        kind="count",
        source=("stock_move", move.id),
        text_key="stock.stock_counted",
        lines=(stock, other),
    )
    post([entry], actor=actor, at=at)


def transfer(
    product_id: int,
    quantity: Decimal,
    *,
    from_location_id: int,
    to_location_id: int,
    actor: Actor,
    at: datetime,
) -> StockMove:
    """Bring free goods from one place to another.

    Raises: Invalid, Refused (not so many free), NotFound, NotAllowed.
    """
    actor.require(StockPermission.COUNT)
    if quantity <= 0 or from_location_id == to_location_id:
        raise Invalid(gettext_noop("Say how many go from one place to another."), field="quantity")
    with write():
        check_place(product_id, to_location_id)
        held = shelves([product_id])
        value = held.take(product_id, from_location_id, quantity)
        held.put(product_id, to_location_id, quantity, value)
        held.save()
        move = StockMove.objects.create(
            product_id=product_id,
            from_location_id=from_location_id,
            to_location_id=to_location_id,
            quantity=quantity,
            value_minor=value,
            kind=MoveKind.TRANSFER,
            by_id=actor.user_id,
            at=at,
        )
        event = StockMoved(
            product_id=product_id,
            from_location_id=from_location_id,
            to_location_id=to_location_id,
            quantity_millionths=millionths(quantity),
        )
        entry = Entry(event=event, subject=("product", product_id), at=at)
        append([entry], actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return move
