"""What an event sets going: a delivery for each endpoint that wants it, in the event's own transaction."""

from collections.abc import Sequence

from polku.db.bulk import insert
from polku.eventlog.models import Event
from polku.jobs.actions import enqueue
from polku.webhooks.actions.delivering import JOB
from polku.webhooks.logic.telling import hears
from polku.webhooks.models import Delivery
from polku.webhooks.queries import listeners


def note_deliveries(events: Sequence[Event]) -> None:
    """Write one delivery for each event and endpoint: the same few statements for any number of events."""
    rows = [
        Delivery(
            endpoint_id=listener.id,
            event_id=event.pk,
            kind=event.kind,
            at=event.recorded_at,
            next_try_at=event.recorded_at,
        )
        for listener in listeners()
        for event in events
        if hears(listener.kinds, event.kind)
    ]
    if rows:
        insert(Delivery, rows)
        enqueue(JOB, {}, at=events[0].recorded_at, key="deliver")
