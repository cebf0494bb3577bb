"""What stock does when orders are confirmed, changed, canceled; and what it forbids."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.eventlog.models import Event
from polku.kernel.errors import Message, gettext_noop
from polku.orders.guards import Wish
from polku.orders.models import OrderLine
from polku.stock.actions import release_orders, reserve_orders
from polku.stock.actions.reserving import let_go as let_go_kept
from polku.stock.queries.lines import shipped_or_picked


def reserve(events: Sequence[Event]) -> None:
    """A confirmed, changed or released order gets what is free, and lets go what it does not need any more."""
    ids = [int(event.payload["order_id"]) for event in events]
    if any(event.kind == "orders.order_changed" for event in events):
        release_orders(ids, surplus_only=True)
    reserve_orders(ids, actor=SYSTEM, at=events[0].recorded_at)


def release(events: Sequence[Event]) -> None:
    """A canceled order lets go all that was kept for it."""
    release_orders([int(event.payload["order_id"]) for event in events])


def let_go(events: Sequence[Event]) -> None:
    """A waived line lets go what it does not need any more."""
    release_orders([int(event.payload["order_id"]) for event in events], surplus_only=True)


def let_lines_go(order_id: int, lines: Mapping[int, Decimal]) -> None:
    """What was kept for lines that leave their order is free."""
    let_go_kept([order_id], lines)


def forbid(wishes: Sequence[Wish]) -> dict[int, list[Message]]:
    """What is in a delivery is neither taken out of the order nor called off with it."""
    gone = shipped_or_picked([one.order_id for one in wishes])
    if not gone:
        return {}
    of = dict(OrderLine.objects.filter(id__in=list(gone)).values_list("id", "order_id"))
    found: dict[int, list[Message]] = {}
    for wish in wishes:
        own = {line_id: quantity for line_id, quantity in gone.items() if of[line_id] == wish.order_id}
        if wish.deed == "cancel" and own:
            message = gettext_noop(
                "A delivery of it is under way or has left: call that off or take it back first."
            )
            found[wish.order_id] = [Message(message)]
        short = [key for key, left in wish.quantities.items() if left < own.get(key, Decimal(0))]
        if short:
            message = gettext_noop("More of a line is in a delivery than would be left of it.")
            found[wish.order_id] = [Message(message)]
    return found
