"""What payments do when bills are issued; and what they forbid."""

from collections.abc import Sequence

from polku.billing.models import Invoice
from polku.db.transactions import held
from polku.eventlog.models import Event
from polku.kernel.errors import Message, gettext_noop
from polku.kernel.money import Money
from polku.orders.logic.states import Terms
from polku.orders.models import Order
from polku.payments.actions.opening import open_items
from polku.payments.queries.sums import paid


def take_up(events: Sequence[Event]) -> None:
    """An issued bill or credit note is an open item; a credit note settles the bill it corrects."""
    ids = [int(event.payload["invoice_id"]) for event in events]
    rows = held("invoice", ids)
    if rows is None:
        rows = list(Invoice.objects.filter(id__in=ids).select_related("deal").order_by("id"))
    open_items(rows, at=events[0].recorded_at)


def not_before_paid(orders: Sequence[Order]) -> dict[int, list[Message]]:
    """An order that is paid first does not leave before its money came."""
    waiting = {row.id: row for row in orders if row.payment_terms == Terms.PAY_FIRST}
    if not waiting:
        return {}
    came = paid(list(waiting))
    found: dict[int, list[Message]] = {}
    for order_id, row in waiting.items():
        short = row.gross_minor - came.get(order_id, 0)
        if short > 0:
            left = Money(short, row.currency)
            message = gettext_noop("The order %(number)s is paid first: %(left)s is missing.")
            found[order_id] = [Message(message, number=row.number, left=str(left))]
    return found
