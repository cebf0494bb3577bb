"""What goes wrong with an order, and what will not be delivered."""

from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.db.fields import millionths
from polku.db.transactions import write
from polku.deals.actions import follow_worth
from polku.eventlog.actions import append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, Message, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.orders.actions import reach
from polku.orders.actions.making_up import make_up
from polku.orders.events import LineWaived, TroubleNoted, TroubleSettled
from polku.orders.guards import Wish, objections
from polku.orders.logic import incoming
from polku.orders.logic.states import Settled, Trouble
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.orders.progress import Step, lines
from polku.orders.rules import OrderPermission

_MISSING = frozenset({Trouble.SHORT_DELIVERY, Trouble.UNAVAILABLE})


def waive(line_id: int, quantity: Decimal, *, reason: str, actor: Actor, at: datetime) -> OrderLine:
    """Say how much of a line will not be delivered, and why; nothing less than was delivered is left.

    Raises: Invalid, NotFound, Refused, NotAllowed.
    """
    with write():
        found = OrderLine.objects.filter(id=line_id).first()
        row = reach.order(found.order_id if found else 0, OrderPermission.CHANGE, actor)
        line = _give_up(line_id, quantity, row)
        words = clean(reason.strip(), multiline=True, field="reason")
        if words:
            OrderTrouble.objects.create(
                order=row,
                line=line,
                kind=Trouble.SHORT_DELIVERY,
                text=words,
                by_id=actor.user_id,
                at=at,
                settled=Settled.IGNORE,
                settled_reason=words,
                settled_by_id=actor.user_id,
                settled_at=at,
            )
        _tell_waived(line, row, actor, at)
    return line


def _give_up(line_id: int, quantity: Decimal, row: Order) -> OrderLine:
    """Waive so much of a line. Raises: Invalid, Refused (more than that would be left is in a delivery or billed)."""
    line = OrderLine.objects.select_for_update().get(id=line_id)
    if not 0 <= quantity <= line.quantity:
        message = gettext_noop("Between 0 and %(most)s can be waived.")
        raise Invalid(Message(message, most=f"{line.quantity:f}"), field="quantity")
    left = {line.id: line.quantity - quantity}
    if reasons := objections([Wish(row.id, "waive", left)]).get(row.id):
        raise Refused(Message(gettext_noop("%(why)s"), why=" ".join(str(one) for one in reasons)))
    line.waived_quantity = quantity
    line.save(update_fields=["waived_quantity"])
    return line


def _tell_waived(line: OrderLine, row: Order, actor: Actor, at: datetime) -> None:
    quantity = millionths(line.waived_quantity)
    event = LineWaived(order_id=row.id, number=row.number, line_id=line.id, quantity_millionths=quantity)
    _tell(event, row, actor, at)
    follow_worth([row.deal], at=at)


def note_trouble(order_id: int, trouble: incoming.Trouble, *, actor: Actor, at: datetime) -> OrderTrouble:
    """Write down what went wrong. Raises: Invalid, NotFound, NotAllowed."""
    if trouble.kind not in set(Trouble):
        raise Invalid(gettext_noop("There is no such kind of trouble."), field="kind")
    with write():
        row = reach.order(order_id, OrderPermission.SETTLE, actor)
        if trouble.line_id and not row.lines.filter(id=trouble.line_id).exists():
            raise NotFound(gettext_noop("The order has no such line."), field="line_id")
        made = OrderTrouble.objects.create(
            order=row,
            line_id=trouble.line_id,
            kind=trouble.kind,
            text=clean(trouble.text.strip(), multiline=True, field="text"),
            by_id=actor.user_id,
            at=at,
        )
        event = TroubleNoted(order_id=row.id, number=row.number, trouble_id=made.id, trouble=trouble.kind)
        _tell(event, row, actor, at)
    return made


def settle_trouble(
    trouble_id: int,
    settled: str,
    *,
    reason: str,
    line_id: int | None = None,
    quantity: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> OrderTrouble:
    """Decide about what went wrong: make up for it or let it be.

    `quantity` of what left of a line (`line_id`, where the trouble names none) goes out again, by an order of price
    zero. What is missing of a line or can't be had, and is let be, is not delivered any more: what did not leave is
    waived.

    Raises: Invalid, NotFound, Refused, NotAllowed.
    """
    words = clean(reason.strip(), multiline=True, field="reason")
    if not words:
        raise Invalid(gettext_noop("Say why it is settled so."), field="reason")
    if settled not in set(Settled):
        raise Invalid(gettext_noop("A trouble is made up for or let be."), field="settled")
    with write():
        found = OrderTrouble.objects.filter(id=trouble_id).first()
        row = reach.order(found.order_id if found else 0, OrderPermission.SETTLE, actor)
        trouble = OrderTrouble.objects.select_for_update().get(id=trouble_id)
        if trouble.settled_at is not None:
            raise Refused(gettext_noop("It is settled already."))
        trouble.settled, trouble.settled_reason = settled, words
        trouble.settled_by_id, trouble.settled_at = actor.user_id, at
        made_up = settled == Settled.RECREATE and make_up(trouble, row, line_id, quantity, at)
        trouble.save()
        if settled == Settled.IGNORE and trouble.line_id and trouble.kind in _MISSING:
            _waive_rest(trouble.line_id, row, actor, at)
        event = TroubleSettled(
            order_id=row.id,
            number=row.number,
            trouble_id=trouble.id,
            settled=settled,
            replacement_id=made_up.order_id if made_up else None,
        )
        _tell(event, row, actor, at)
    return trouble


def _waive_rest(line_id: int, row: Order, actor: Actor, at: datetime) -> None:
    line = OrderLine.objects.get(id=line_id)
    left: Decimal = line.quantity - lines(Step.SHIPPED, [row.id]).get(line_id, Decimal(0))
    if left > line.waived_quantity:
        _tell_waived(_give_up(line_id, left, row), row, actor, at)


def _tell(event: Happened, row: Order, actor: Actor, at: datetime) -> None:
    append([reach.entry(event, row, at)], actor_id=actor.user_id, via=actor.via, recorded_at=at)
