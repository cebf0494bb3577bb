"""What orders do when something happens before them: an accepted quote becomes an order."""

from collections.abc import Sequence

from polku.access.logic import SYSTEM
from polku.eventlog.models import Event
from polku.orders.actions.placing import place_orders
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Channel
from polku.quotes.models import Acceptance, QuoteLine
from polku.quotes.queries.contents import asked_of


def place_accepted(events: Sequence[Event]) -> None:
    """An accepted quote is ordered at once: the lines taken, at the prices and on the terms offered."""
    ids = [int(event.payload["acceptance_id"]) for event in events]
    rows = Acceptance.objects.filter(id__in=ids).select_related("quote", "version").order_by("id")
    placed = place_orders([_order(row) for row in rows], actor=SYSTEM, at=events[0].recorded_at)
    for one in placed:
        if one.error is not None:
            raise one.error


def _order(row: Acceptance) -> NewOrder:
    lines = QuoteLine.objects.filter(version=row.version, position__in=row.chosen).order_by("position")
    return NewOrder(
        lines=tuple(asked_of(line) for line in lines),
        deal_id=row.quote.deal_id,
        quote_id=row.quote_id,
        currency=row.quote.currency,
        language=row.quote.language,
        channel=Channel.QUOTE,
        payment_terms=row.version.payment_terms,
        due_days=row.version.due_days,
        prices_include_tax=row.version.prices_include_tax,
    )
