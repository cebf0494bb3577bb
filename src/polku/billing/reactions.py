"""What billing forbids in orders, and does as they are confirmed.

What is billed is neither taken out of the order nor called off with it; what is paid first is billed at once.
"""

from collections.abc import Sequence
from decimal import Decimal

from polku.billing.actions.prepaying import BILL, waits_for_bill
from polku.billing.actions.sending import SUBJECT, note_sent
from polku.billing.queries.billed import bills
from polku.billing.queries.settings import settings
from polku.eventlog.models import Event
from polku.jobs.actions import enqueue
from polku.kernel.errors import Message, gettext_noop
from polku.orders.guards import Wish
from polku.orders.logic.states import Terms

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


def note_what_left(events: Sequence[Event]) -> None:
    """An invoice is sent once its message has left, or was handed over."""
    if ids := [event.subject_id for event in events if event.subject_type == SUBJECT]:
        note_sent(ids, at=events[0].at)


def bill_what_is_paid_first(events: Sequence[Event]) -> None:
    """Orders of public forms that are paid first get their bill by itself, unless the company wants to look first."""
    first = [
        event.payload["order_id"] for event in events if event.payload["payment_terms"] == Terms.PAY_FIRST
    ]
    if first and settings().bills_forms_first:
        ids = [order.id for order in waits_for_bill([int(pk) for pk in first])]
        if ids:
            enqueue(BILL, {"order_ids": ids}, at=events[0].recorded_at)
