"""The one way into the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from polku.db.bulk import insert, made
from polku.db.transactions import at_end, taken_back
from polku.eventlog import subscriptions
from polku.eventlog.events import Happened, Via
from polku.eventlog.models import Change, Event


@dataclass(slots=True)  # not frozen: that triples the time of making one, and an import makes 300,000
class Entry:
    """One event to be written, with where it belongs and what it changed.

    `changes` are `(table, row id, field, before, after)` with JSON values. `by_id` names who did it, where that is
    not the one who tells of it: a history.
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
    by_id: int | None = None


class _Stamp(NamedTuple):
    """Who told it, through which door, when."""

    actor_id: int | None
    via: int
    recorded_at: datetime
    history: bool


_Stamped = tuple[Entry, _Stamp]


def append(
    entries: Iterable[Entry], *, actor_id: int | None, via: Via, recorded_at: datetime, history: bool = False
) -> Sequence[Event]:
    """Write what happened, in the transaction of the change itself, and tell the subscribers.

    Two statements at most for any number of events, two more if any of them has changes. Events that wait (see
    `append_later`) are written with them, before them.
    """
    waiting = taken_back(_write)
    stamp = _Stamp(actor_id, int(via), recorded_at, history)
    stamped = [*waiting, *((entry, stamp) for entry in entries)]
    return _write(stamped)[len(waiting) :]


def append_later(
    entries: Iterable[Entry], *, actor_id: int | None, via: Via, recorded_at: datetime, history: bool = False
) -> None:
    """Write what happened together with the next events of the running transaction, at the latest at its end."""
    stamp = _Stamp(actor_id, int(via), recorded_at, history)
    at_end(_write, [(entry, stamp) for entry in entries])


def _write(stamped: Sequence[_Stamped]) -> Sequence[Event]:
    rows = [
        made(
            Event,
            at=one.at,
            recorded_at=stamp.recorded_at,
            timed=one.timed,
            history=stamp.history,
            via=stamp.via,
            actor_id=one.by_id or stamp.actor_id,
            kind=one.event.kind,
            case_id=one.case_id,
            subject_type=one.subject[0],
            subject_id=one.subject[1],
            version_id=one.version_id,
            stage=one.stage,
            undoes_id=one.undoes_id,
            payload=one.event.payload(),
        )
        for one, stamp in stamped
    ]
    insert(Event, rows)
    changes = [
        Change(event_id=row.id, table=table, row_id=row_id, field=name, before=before, after=after)
        for row, (one, _) in zip(rows, stamped, strict=True)
        for table, row_id, name, before, after in one.changes
    ]
    if changes:
        insert(Change, changes)
    subscriptions.tell(rows)
    return rows
