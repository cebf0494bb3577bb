"""What billing forbids in orders: what is billed is neither taken out of the order nor called off with it."""

from collections.abc import Sequence
from decimal import Decimal

from polku.billing.queries.billed import bills
from polku.kernel.errors import Message, gettext_noop
from polku.orders.guards import Wish

ZERO = Decimal(0)


def forbid(wishes: Sequence[Wish]) -> dict[int, list[Message]]:
    """Reasons against wishes about orders that are billed; a draft counts, it can be thrown away."""
    known = bills([one.order_id for one in wishes])
    found: dict[int, list[Message]] = {}
    for wish in wishes:
        of = known.get(wish.order_id)
        if of is None:
            continue
        if wish.deed == "cancel" and (any(of.quantities.values()) or of.gross_minor):
            message = gettext_noop("It is billed: throw the draft away or give a credit note first.")
            found[wish.order_id] = [Message(message)]
        elif any(left < of.quantities.get(line_id, ZERO) for line_id, left in wish.quantities.items()):
            message = gettext_noop("More of a line is billed than would be left of it.")
            found[wish.order_id] = [Message(message)]
    return found
