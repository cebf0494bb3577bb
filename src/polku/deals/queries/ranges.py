"""Many ranges of the boards' indexes asked in one statement.

A range is one team's (or owner's) deals of one process, outcome and stage: they stand side by side in an index, the
newest first, so its first cards, its count and its sum are read without sorting. A board of all outcomes has a hundred
of them; asked one by one they took a hundred statements.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection

from polku.deals.models.deal import DealQuerySet

AT_ONCE: Final = 100
"""Ranges in one statement: SQLite joins 500 at most, and PostgreSQL plans each on its own."""

# No text that is asked for can hold a NUL, so these stand for nothing else.
_PROCESS, _OUTCOME, _STAGE = -1, "\0outcome", "\0stage"


@dataclass(frozen=True)
class Range:
    """Deals of one process and outcome, in one stage or (None) in all. Those that are finished stand apart."""

    process_id: int
    outcome: str
    stage: str | None
    is_finished: bool = False


@dataclass(frozen=True)
class _Part:
    """The rows of one range as SQL."""

    stage: str | None
    sql: str
    values: tuple[Any, ...]


def newest_ids(
    rows: Sequence[DealQuerySet], ranges: Sequence[Range], limit: int, *, before: int | None = None
) -> dict[str | None, list[int]]:
    """The ids of the newest deals of each stage."""
    found: dict[str | None, list[int]] = {}
    for stage, deal_id in _asked(_parts(_before(rows, before), ranges, ["id"], limit)):
        found.setdefault(stage, []).append(deal_id)
    return {stage: sorted(ids, reverse=True)[:limit] for stage, ids in found.items()}


def newest_of(rows: Sequence[DealQuerySet], limit: int) -> list[int]:
    """The ids of the newest deals of all parts together, whatever else they are."""
    parts = [
        _Part(None, *sql) for part in rows if (sql := _sql(part.order_by("-id")[:limit], ["id"])) is not None
    ]
    return sorted((deal_id for _, deal_id in _asked(parts)), reverse=True)[:limit]


def counted(
    rows: Sequence[DealQuerySet], ranges: Sequence[Range], most: int, *, before: int | None = None
) -> dict[str | None, int]:
    """How many deals each stage holds, looked at to `most` and one more."""
    groups: dict[str | None, list[_Part]] = {}
    for part in _parts(_before(rows, before), ranges, ["id"], None):
        groups.setdefault(part.stage, []).append(part)
    statements, values = [], []
    for place, parts in enumerate(groups.values()):
        # SQL: our own, from Django's compiler; what people ask for goes in as values.
        joined = " UNION ALL ".join(part.sql for part in parts)
        # The first that fills the measure ends it: the others are not read.
        statements.append(f"SELECT {place} AS place, count(*) FROM ({joined} LIMIT {most + 1}) AS there")  # noqa: S608
        values += [value for part in parts for value in part.values]
    keys = list(groups)
    return {keys[place]: number for place, number in _rows(" UNION ALL ".join(statements), values)}


Limits = Callable[[str | None], tuple[datetime | None, datetime | None]]
"""Stage -> who entered it before these moments is late, and stuck there."""


def totals(
    rows: Sequence[DealQuerySet], ranges: Sequence[Range], limits: Limits
) -> dict[str | None, tuple[int, int, int, int]]:
    """Deals, value, late and stuck ones of each stage."""
    found: dict[str | None, tuple[int, int, int, int]] = {}
    columns = ["id", "value_company_minor", "stage_entered_at"]
    for parts in _together(_parts(rows, ranges, columns, None)):
        statements: list[str] = []
        values: list[Any] = []
        for place, part in enumerate(parts):
            tests = []
            for moment in limits(part.stage):
                tests.append("0" if moment is None else "count(CASE WHEN stage_entered_at < %s THEN 1 END)")
                values += [] if moment is None else [connection.ops.adapt_datetimefield_value(moment)]
            added = f"count(*), coalesce(sum(value_company_minor), 0), {', '.join(tests)}"
            statements.append(f"SELECT {place} AS place, {added} FROM ({part.sql}) AS there")  # noqa: S608
            values += part.values
        for place, *numbers in _rows(" UNION ALL ".join(statements), values):
            key = parts[place].stage
            deals, value, late, stuck = (int(number) for number in numbers)
            known = found.get(key, (0, 0, 0, 0))
            found[key] = (known[0] + deals, known[1] + value, known[2] + late, known[3] + stuck)
    return found


def _before(rows: Sequence[DealQuerySet], deal_id: int | None) -> Sequence[DealQuerySet]:
    return rows if deal_id is None else [part.filter(id__lt=deal_id) for part in rows]


def _asked(parts: Sequence[_Part]) -> Iterator[tuple[str | None, int]]:
    for some in _together(parts):
        statements = [
            f"SELECT {place} AS place, id FROM ({part.sql}) AS there"  # noqa: S608
            for place, part in enumerate(some)
        ]
        values = [value for part in some for value in part.values]
        for place, deal_id in _rows(" UNION ALL ".join(statements), values):
            yield some[place].stage, deal_id


def _parts(
    rows: Sequence[DealQuerySet], ranges: Sequence[Range], columns: Sequence[str], newest: int | None
) -> list[_Part]:
    """Each range of each of the rows. The SQL is made once for all ranges that differ in their values only."""
    found = []
    for part in rows:
        known: dict[tuple[bool, bool], tuple[str, tuple[Any, ...]] | None] = {}
        for one in ranges:
            shape = (one.stage is None, one.is_finished)
            if shape not in known:
                known[shape] = _pattern(part, one, columns, newest)
            if (pattern := known[shape]) is not None:
                put = {_PROCESS: one.process_id, _OUTCOME: one.outcome, _STAGE: one.stage}
                values = tuple(
                    put.get(value, value) if isinstance(value, int | str) else value for value in pattern[1]
                )
                found.append(_Part(one.stage, pattern[0], values))
    return found


def _pattern(
    rows: DealQuerySet, one: Range, columns: Sequence[str], newest: int | None
) -> tuple[str, tuple[Any, ...]] | None:
    there = rows.filter(process_id=_PROCESS, outcome=_OUTCOME, finished_at__isnull=not one.is_finished)
    there = there if one.stage is None else there.filter(stage=_STAGE)
    there = there.order_by() if newest is None else there.order_by("-id")[:newest]
    return _sql(there, columns)


def _sql(rows: DealQuerySet, columns: Sequence[str]) -> tuple[str, tuple[Any, ...]] | None:
    """The statement and its values; None where it is clear that no row fits."""
    try:
        sql, values = rows.values(*columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(values)


def _together(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    for start in range(0, len(parts), AT_ONCE):
        yield parts[start : start + AT_ONCE]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    if not statement:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
