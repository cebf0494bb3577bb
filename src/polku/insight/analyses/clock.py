"""Moments by the company's clock: marts hold UTC without a zone, people count days, weeks and months where they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import ibis

from polku.insight.engine import Marts

_STEP: Final = 86_400
Change = tuple[datetime, int]
"""From a moment (UTC without a zone) on, so many seconds ahead of UTC."""


def by_clock(marts: Marts, at: Any) -> Any:
    """A column of moments as the company's clock showed them, without a zone."""
    changes = marts.put("clock", lambda: _changes_of(marts))
    return _shifted(at, changes)


def day_by_clock(marts: Marts, at: datetime) -> date:
    """The company's day of an aware moment."""
    return at.astimezone(ZoneInfo(marts.calendar.zone)).date()


def between(marts: Marts, at: Any, first: date, end: date) -> tuple[Any, Any]:
    """Two conditions: a column of moments lies in the days from `first` on, before `end`."""
    return at >= moment(begins(marts, first)), at < moment(begins(marts, end))


def moment(at: datetime) -> Any:
    """An aware moment as a literal of the marts."""
    return ibis.literal(at.astimezone(UTC).replace(tzinfo=None))


def begins(marts: Marts, day: date) -> datetime:
    """The aware moment at which a day of the company begins."""
    return datetime.combine(day, time(0), ZoneInfo(marts.calendar.zone))


def _changes_of(marts: Marts) -> tuple[Change, ...]:
    """The offsets of the years that the deals are of: each one more would make every question longer."""
    cases, visits = marts.cases, marts.visits
    ends = marts.rows(cases.agg(a=cases.opened_at.min(), b=cases.closed_at.min(), c=cases.opened_at.max()))[0]
    ends += marts.rows(
        visits.agg(a=visits.entered_at.min(), b=visits.entered_at.max(), c=visits.left_at.max())
    )[0]
    known = [one.year for one in ends if one is not None]
    return offsets(marts.calendar.zone, min(known), max(known)) if known else ((datetime.min, 0),)  # noqa: DTZ901


@lru_cache(maxsize=32)
def offsets(zone: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """How far a zone is ahead of UTC, from each change of its clock on, over some years."""
    of = ZoneInfo(zone)

    def ahead(second: int) -> int:
        found = datetime.fromtimestamp(second, of).utcoffset()
        return int(found.total_seconds()) if found is not None else 0

    begin = int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(last_year + 1, 1, 1, tzinfo=UTC).timestamp())
    found = [(_utc(begin), ahead(begin))]
    for start in range(begin, end, _STEP):
        until = start + _STEP
        if ahead(until) == found[-1][1]:
            continue
        while until - start > 1:
            middle = (start + until) // 2
            start, until = (middle, until) if ahead(middle) == found[-1][1] else (start, middle)
        found.append((_utc(until), ahead(until)))
    return tuple(found)


def _utc(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None)


def _shifted(at: Any, changes: tuple[Change, ...]) -> Any:
    """The moment moved by the offset that held then: a tree of choices, so that each row asks only a few."""
    if len(changes) == 1:
        seconds = changes[0][1]
        return at + ibis.interval(seconds=seconds) if seconds else at
    middle = len(changes) // 2
    later = at >= ibis.literal(changes[middle][0])
    return later.ifelse(_shifted(at, changes[middle:]), _shifted(at, changes[:middle]))
