"""Giving numbers: one statement, locked until the document is stored."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final

from django.db import connection

from polku.documents.logic.numbering import default_pattern, spelled
from polku.documents.models import Series

# The head is made from the series as it stands now; who comes second waits for the first one's transaction, so a
# number that is rolled back is given again. Another series' counter is never taken: no row comes back then.
_TAKE: Final = """
INSERT INTO documents_counter (series_id, head, next_value, skipped)
SELECT id, prefix || CASE WHEN year_in_number THEN %s ELSE '' END, %s, '[]' FROM documents_series WHERE key = %s
ON CONFLICT (head) DO UPDATE SET next_value = documents_counter.next_value + %s
WHERE documents_counter.series_id = excluded.series_id
RETURNING head, next_value, (SELECT digits FROM documents_series WHERE key = %s)
"""


def next_number(key: str, *, on: date) -> str:
    """The next number of a series for a document of a day: `INV-2026-0042`.

    Call it inside the transaction of the document, last before its insert: others who number wait until the
    transaction ends. Rolled back, the number is free again, so there are no gaps. A series nobody has set up begins
    as its kind usually does.
    """
    return next_numbers(key, days=[on])[0]


def next_numbers(key: str, *, days: Sequence[date]) -> list[str]:
    """The next numbers for many documents, in their order; one statement for each run of days of one year."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given within the transaction of its document")
    numbers: list[str] = []
    for year, run in groupby(days, key=lambda day: day.year):
        count = len(list(run))
        head, after, digits = _take(key, year, count)
        numbers += [spelled(head, value, digits) for value in range(after - count, after)]
    return numbers


def _take(key: str, year: int, count: int) -> tuple[str, int, int]:
    found = _taken(key, year, count)
    if found is None:
        found_series(key)
        found = _taken(key, year, count)
    if found is None:
        raise RuntimeError(f"the numbers of series “{key}” are another series'")
    return found


def _taken(key: str, year: int, count: int) -> tuple[str, int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [f"{year:04d}-", count + 1, key, count, key])
        found: tuple[str, int, int] | None = cursor.fetchone()
    return found


def found_series(key: str) -> None:
    """Set a series up as its kind usually is, unless it is there; two who do it at once make one."""
    pattern = default_pattern(key)
    Series.objects.bulk_create(
        [
            Series(
                key=key,
                prefix=pattern.prefix,
                year_in_number=pattern.year_in_number,
                digits=pattern.digits,
            )
        ],
        ignore_conflicts=True,
    )
