"""What orders do when something happens: an accepted quote becomes an order, a confirmed one is told in writing."""

from collections.abc import Sequence

from polku.access.logic import SYSTEM
from polku.db.transactions import held
from polku.eventlog.models import Event
from polku.jobs.actions import enqueue
from polku.kernel.errors import Message, gettext_noop
from polku.orders.actions.making_up import reopen_troubles
from polku.orders.actions.placing import place_orders
from polku.orders.actions.writing import TELL
from polku.orders.guards import Wish
from polku.orders.logic.incoming import NewOrder
from polku.orders.logic.states import Channel, Written
from polku.orders.queries.making_up import made_up_by
from polku.orders.queries.settings import settings
from polku.quotes.models import Quote, QuoteLine, QuoteVersion
from polku.quotes.queries.contents import asked_of


def write_to_customers(events: Sequence[Event]) -> None:
    """What is confirmed or changed is told in writing, where the company wants that without being asked."""
    if settings().written != Written.AT_ONCE:
        return
    ids = sorted({int(event.payload["order_id"]) for event in events})
    enqueue(TELL, {"order_ids": ids}, at=events[0].recorded_at)


def reopen(events: Sequence[Event]) -> None:
    """What a called-off order was to make up for is open again."""
    reopen_troubles([int(event.payload["order_id"]) for event in events], at=events[0].recorded_at)


def forbid(wishes: Sequence[Wish]) -> dict[int, list[Message]]:
    """An order that makes up for what went wrong goes out whole, or is called off whole."""
    fewer = {wish.order_id: wish for wish in wishes if wish.deed != "cancel"}
    found: dict[int, list[Message]] = {}
    for one in made_up_by(list(fewer)) if fewer else ():
        line = one.replacement
        if line and fewer[line.order_id].quantities.get(line.pk, line.quantity) < line.quantity:
            message = gettext_noop("It makes up for another order: call the whole order off instead.")
            found[line.order_id] = [Message(message)]
    return found


def place_accepted(events: Sequence[Event]) -> None:
    """An accepted quote is ordered at once: the lines taken, at the prices and on the terms offered."""
    placed = place_orders([_order(event) for event in events], actor=SYSTEM, at=events[0].recorded_at)
    for one in placed:
        if one.error is not None:
            raise one.error


def _order(event: Event) -> NewOrder:
    quote, version, lines = _accepted(event)
    return NewOrder(
        lines=tuple(asked_of(line) for line in lines),
        deal_id=quote.deal_id,
        quote_id=quote.id,
        currency=quote.currency,
        language=quote.language,
        channel=Channel.QUOTE,
        payment_terms=version.payment_terms,
        due_days=version.due_days,
        prices_include_tax=version.prices_include_tax,
    )


def _accepted(event: Event) -> tuple[Quote, QuoteVersion, Sequence[QuoteLine]]:
    """The offer, its version and the lines taken: at hand in the action that tells of it, else read."""
    told = event.payload
    if at_hand := held("accepted", [told["acceptance_id"]]):
        found: tuple[Quote, QuoteVersion, Sequence[QuoteLine]] = at_hand[0]
        return found
    rows = QuoteLine.objects.filter(version__quote=told["quote_id"], version__version=told["version"])
    lines = list(
        rows.filter(position__in=told["chosen"]).select_related("version__quote").order_by("position")
    )
    return lines[0].version.quote, lines[0].version, lines
