"""What orders do when something happens before them: an accepted quote becomes an order."""

from collections.abc import Sequence

from polku.access.logic import SYSTEM
from polku.eventlog.models import Event
from polku.orders.actions.placing import place_orders
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Channel
from polku.quotes.models import QuoteLine
from polku.quotes.queries.contents import asked_of


def place_accepted(events: Sequence[Event]) -> None:
    """An accepted quote is ordered at once: the lines taken, at the prices and on the terms offered."""
    placed = place_orders([_order(event) for event in events], actor=SYSTEM, at=events[0].recorded_at)
    for one in placed:
        if one.error is not None:
            raise one.error


def _order(event: Event) -> NewOrder:
    told = event.payload
    rows = QuoteLine.objects.filter(version__quote=told["quote_id"], version__version=told["version"])
    lines = list(
        rows.filter(position__in=told["chosen"]).select_related("version__quote").order_by("position")
    )
    version = lines[0].version
    return NewOrder(
        lines=tuple(asked_of(line) for line in lines),
        deal_id=version.quote.deal_id,
        quote_id=version.quote_id,
        currency=version.quote.currency,
        language=version.quote.language,
        channel=Channel.QUOTE,
        payment_terms=version.payment_terms,
        due_days=version.due_days,
        prices_include_tax=version.prices_include_tax,
    )
