"""What the log holds of a person: values before and after a change. Events hold none.

Access registers this as a place of personal data; the log itself ranks below and knows only tables and ids.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import QuerySet

from polku.db.lists import among
from polku.eventlog.models import Change
from polku.kernel.redaction import Marks

_KEPT: Final = frozenset(
    {"kind", "stage", "outcome", "expected_close", "value_currency", "reaction", "direction", "country"}
)
"""Codes and days: they say what was done, not to whom, and figures and undo read them."""


def export(table: str, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """What changed in these rows, oldest first."""
    rows = _of(table, ids).select_related("event").order_by("id")
    for row in rows.iterator(chunk_size=1000):
        yield {
            "table": table, "row": row.row_id, "field": row.field, "at": row.event.at, "before": row.before,
            "after": row.after,
        }  # fmt: skip


def erase(table: str, ids: Iterable[int]) -> int:
    """Empty the values of these rows; that a field changed, when and by whom, stays."""
    found = [row for row in _of(table, ids) if _is_text(row)]
    for row in found:
        row.before = row.after = None
    Change.objects.bulk_update(found, ["before", "after"], batch_size=1000)
    return len(found)


def redact(table: str, ids: Iterable[int], marks: Marks) -> int:
    """Take a person out of the values of these rows."""
    found = []
    for row in _of(table, ids):
        before, after = (marks.redacted_json(side, words=True) for side in (row.before, row.after))
        if (before, after) != (row.before, row.after):
            row.before, row.after = before, after
            found.append(row)
    Change.objects.bulk_update(found, ["before", "after"], batch_size=1000)
    return len(found)


def _of(table: str, ids: Iterable[int]) -> QuerySet[Change]:
    return Change.objects.filter(table=table, row_id__in=among(ids))


def _is_text(row: Change) -> bool:
    is_plain = row.field in _KEPT or row.field.endswith(("_at", "_id"))
    custom = row.field.startswith("custom.")
    sides = (row.before, row.after)
    return not is_plain and any(
        isinstance(side, str | list | dict) or (custom and isinstance(side, int | float)) for side in sides
    )
