"""The one way into the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from polku.db.bulk import insert
from polku.db.transactions import at_end, taken_back
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


@dataclass(frozen=True)
class _Stamped:
    """An entry with who told it, through which door, when."""

    entry: Entry
    actor_id: int | None
    via: Via
    recorded_at: datetime
    history: bool


def append(
    entries: Iterable[Entry], *, actor_id: int | None, via: Via, recorded_at: datetime, history: bool = False
) -> Sequence[Event]:
    """Write what happened, in the transaction of the change itself, and tell the subscribers.

    Two statements at most for any number of events, two more if any of them has changes. Events that wait (see
    `append_later`) are written with them, before them.
    """
    waiting = taken_back(_write)
    stamped = [*waiting, *(_Stamped(entry, actor_id, via, recorded_at, history) for entry in entries)]
    return _write(stamped)[len(waiting) :]


def append_later(
    entries: Iterable[Entry], *, actor_id: int | None, via: Via, recorded_at: datetime, history: bool = False
) -> None:
    """Write what happened together with the next events of the running transaction, at the latest at its end."""
    at_end(_write, [_Stamped(entry, actor_id, via, recorded_at, history) for entry in entries])


def _write(stamped: Sequence[_Stamped]) -> Sequence[Event]:
    rows = [
        Event(
            at=one.entry.at,
            recorded_at=one.recorded_at,
            timed=one.entry.timed,
            history=one.history,
            via=int(one.via),
            actor_id=one.actor_id,
            kind=one.entry.event.kind,
            case_id=one.entry.case_id,
            subject_type=one.entry.subject[0],
            subject_id=one.entry.subject[1],
            version_id=one.entry.version_id,
            stage=one.entry.stage,
            undoes_id=one.entry.undoes_id,
            payload=one.entry.event.payload(),
        )
        for one in stamped
    ]
    insert(Event, rows)
    changes = [
        Change(event_id=row.id, table=table, row_id=row_id, field=name, before=before, after=after)
        for row, one in zip(rows, stamped, strict=True)
        for table, row_id, name, before, after in one.entry.changes
    ]
    if changes:
        insert(Change, changes)
    subscriptions.tell(rows)
    return rows
