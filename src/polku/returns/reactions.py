"""What returns do when an order is called off that was to replace goods; and what they forbid in such an order."""

from collections.abc import Sequence

from polku.db.lists import among
from polku.eventlog.models import Event
from polku.kernel.errors import Message, gettext_noop
from polku.orders.guards import Wish
from polku.orders.models import OrderLine
from polku.returns.actions.reopening import reopen_replaced
from polku.returns.models import ReturnLine


def reopen(events: Sequence[Event]) -> None:
    """What was to be replaced is open again."""
    reopen_replaced([int(event.payload["order_id"]) for event in events], at=events[0].recorded_at)


def forbid(wishes: Sequence[Wish]) -> dict[int, list[Message]]:
    """An order that makes good for a return goes out whole, or is called off whole."""
    fewer = {wish.order_id: wish for wish in wishes if wish.deed != "cancel"}
    if not fewer:
        return {}
    rows = ReturnLine.objects.filter(replacement__order_id__in=among(fewer))
    ids = set(rows.values_list("replacement_id", flat=True))
    if not ids:
        return {}
    found: dict[int, list[Message]] = {}
    for line in OrderLine.objects.filter(id__in=ids):
        wish = fewer[line.order_id]
        if wish.quantities.get(line.pk, line.quantity) < line.quantity:
            message = gettext_noop("It makes good for a return: call the whole order off instead.")
            found[line.order_id] = [Message(message)]
    return found
