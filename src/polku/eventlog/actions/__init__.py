"""The one way into the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from polku.db.bulk import insert
from polku.eventlog import subscriptions
from polku.eventlog.events import Happened, Via
from polku.eventlog.models import Change, Event


@dataclass(frozen=True)
class Entry:
    """One event to be written, with where it belongs and what it changed.

    `changes` are `(table, row id, field, before, after)` with JSON values.
    """

    event: Happened
    subject: tuple[str, int]
    at: datetime
    case_id: int | None = None
    version_id: int | None = None
    stage: str = ""
    timed: bool = True
    undoes_id: int | None = None
    changes: Sequence[tuple[str, int, str, Any, Any]] = field(default=())


def append(
    entries: Iterable[Entry],
    *,
    actor_id: int | None,
    via: Via,
    recorded_at: datetime,
    history: bool = False,
) -> Sequence[Event]:
    """Write what happened, in the transaction of the change itself, and tell the subscribers.

    Two statements for any number of events, two more if any of them has changes.
    """
    listed = list(entries)
    rows = [
        Event(
            at=entry.at,
            recorded_at=recorded_at,
            timed=entry.timed,
            history=history,
            via=int(via),
            actor_id=actor_id,
            kind=entry.event.kind,
            case_id=entry.case_id,
            subject_type=entry.subject[0],
            subject_id=entry.subject[1],
            version_id=entry.version_id,
            stage=entry.stage,
            undoes_id=entry.undoes_id,
            payload=entry.event.payload(),
        )
        for entry in listed
    ]
    insert(Event, rows)
    changes = [
        Change(event=row, table=table, row_id=row_id, field=name, before=before, after=after)
        for row, entry in zip(rows, listed, strict=True)
        for table, row_id, name, before, after in entry.changes
    ]
    if changes:
        insert(Change, changes)
    subscriptions.tell(rows)
    return rows
