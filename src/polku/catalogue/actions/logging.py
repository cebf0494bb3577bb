"""One way to write what happened in the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened

Change = tuple[str, int, str, Any, Any]


def log(entries: Sequence[Entry], *, actor: Actor, at: datetime, history: bool = False) -> None:
    """Append entries as this person at this door."""
    if entries:
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at, history=history)


def entry(event: Happened, table: str, row_id: int, at: datetime, changes: Sequence[Change] = ()) -> Entry:
    """An entry about a row of the catalogue."""
    return Entry(event, (table, row_id), at, changes=changes)


def differences(table: str, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields of a row that changed, as JSON values."""
    return [
        (table, row_id, name, plain(before[name]), plain(value))
        for name, value in after.items()
        if before[name] != value
    ]


def plain(value: Any) -> Any:
    """A value as JSON: words by language, days and exact numbers as text."""
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"{value:f}"
