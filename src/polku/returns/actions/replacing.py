"""Exchange: the same goods go out again, by an order of price zero that points back to the return."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, override

from polku.orders.actions import replace_goods
from polku.returns.logic.sharing import ZERO
from polku.returns.models import Return, ReturnLine


def replace(lines: Sequence[ReturnLine], row: Return, at: datetime) -> int | None:
    """Send the same goods again; answers the order by which they go."""
    if not lines:
        return None
    with override(row.order.language):
        note = gettext("Replaces what came back by %(number)s.") % {"number": row.number}
    parts = [(line.shipment_line.order_line, line.received_quantity or ZERO) for line in lines]
    fresh = replace_goods(parts, row.order, note, at=at)
    for line, replacement in zip(lines, fresh, strict=True):
        line.replacement = replacement
    return int(fresh[0].order_id)
