"""Putting values on a row so that two people's edits of different fields both hold."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from polku.kernel.errors import Conflict

Changes = list[tuple[str, int, str, Any, Any]]


def put(row: Model, table: str, values: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Changes:
    """Set fields and say what changed, before and after. `base` holds what the form was opened with.

    Raises: Conflict for a field that somebody else changed meanwhile to something else.
    """
    opened = {name: plain(value) for name, value in (base or {}).items()}
    wanted = {name: plain(value) for name, value in values.items()}
    now = {name: plain(getattr(row, name)) for name in values}
    clashes = {
        name: {"yours": wanted[name], "theirs": now[name], "base": opened[name]}
        for name in wanted
        if name in opened
        and opened[name] != now[name]
        and now[name] != wanted[name]
        and wanted[name] != opened[name]
    }
    if clashes:
        raise Conflict(clashes)
    changes: Changes = []
    for name, value in values.items():
        untouched = name in opened and wanted[name] == opened[name]
        if wanted[name] != now[name] and not untouched:
            setattr(row, name, value)
            changes.append((table, row.pk or 0, name, now[name], wanted[name]))
    return changes


def plain(value: Any) -> Any:
    """A field's value as JSON."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    as_dict: Callable[[], Any] | None = getattr(value, "as_dict", None)
    return as_dict() if as_dict is not None else value
