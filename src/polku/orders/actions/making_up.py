"""Making up for goods that left and were damaged or missing: they go out again, until that is called off."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext, override

from polku.access.logic import SYSTEM
from polku.db.transactions import write
from polku.eventlog.actions import append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.orders.actions import reach
from polku.orders.actions.replacing import replace_goods
from polku.orders.events import TroubleReopened
from polku.orders.models import Order, OrderLine, OrderTrouble
from polku.orders.queries.making_up import OF_GOODS, made_up_by, replaceable
from polku.orders.rules import OrderPermission


def make_up(
    trouble: OrderTrouble, row: Order, line_id: int | None, quantity: Decimal | None, at: datetime
) -> OrderLine | None:
    """Send so much of a line again, at no price; None where nothing is to go.

    Raises: Invalid (not told how many of what left, or more than that), NotFound (the line).
    """
    line_id = line_id or trouble.line_id
    left = replaceable(row.id, line_id)
    if quantity is None:
        if left and trouble.kind in OF_GOODS:
            raise Invalid(gettext_noop("Say how many."), field="quantity")
        return None
    if quantity == 0:
        return None
    line = row.lines.filter(id=line_id or 0).first()
    if line is None:
        raise NotFound(gettext_noop("The order has no such line."), field="line_id")
    most = left.get(line.pk, Decimal(0))
    if not 0 < quantity <= most:
        message = gettext_noop("At most %(most)s of this line can go out again.")
        raise Invalid(Message(message, most=f"{most.normalize():f}"), field="quantity")
    with override(row.language):
        note = gettext("Makes up for the order %(number)s.") % {"number": row.number}
    trouble.line = line
    (trouble.replacement,) = replace_goods([(line, quantity)], row, note, at=at)
    return trouble.replacement


def reopen_troubles(order_ids: Sequence[int], *, at: datetime) -> list[OrderTrouble]:
    """Open again what these orders were to make up for, as they were called off."""
    with write():
        found = made_up_by(order_ids)
        if not found:
            return []
        OrderTrouble.objects.filter(id__in=[one.pk for one in found]).update(
            settled="", settled_reason="", settled_by=None, settled_at=None, replacement=None
        )
        rows = reach.orders({one.order_id for one in found}, OrderPermission.SEE, SYSTEM)
        entries = []
        for one in found:
            row = rows[one.order_id]
            event = TroubleReopened(order_id=row.id, number=row.number, trouble_id=one.pk)
            entries.append(reach.entry(event, row, at))
        append(entries, actor_id=SYSTEM.user_id, via=SYSTEM.via, recorded_at=at)
    return found
