"""The company's calendar as a table of edges, so that a join can count working seconds for a million rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from polku.company import queries as company
from polku.kernel.calendars import DEFAULT, WorkingCalendar
from polku.kernel.errors import NotFound

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER: Final = timedelta(minutes=15)
_FIRST_YEAR: Final = 1995
_LAST_YEAR: Final = 2045


def calendar() -> WorkingCalendar:
    """The company's working calendar, or the usual one before there is a company."""
    try:
        return company.calendar()
    except NotFound:
        return DEFAULT


def worked(of: WorkingCalendar, moment: datetime) -> int:
    """Working seconds from 1970 to a moment."""
    return of.working_seconds(EPOCH, moment)


def edges(of: WorkingCalendar) -> Any:
    """Arrow table (from_at in UTC, base, pace): working seconds at an edge, and whether time counts after it.

    Before `_FIRST_YEAR` and after `_LAST_YEAR` nothing is worked.
    """
    import pyarrow as pa  # noqa: PLC0415 -- heavy library, loaded on first use

    moments = sorted(_moments(of, date(_FIRST_YEAR, 1, 1), date(_LAST_YEAR, 12, 31)))
    base = [worked(of, moment) for moment in moments]
    # Between two edges time counts wholly or not at all; after the last one it does not.
    pace = [int(after > before) for before, after in pairwise(base)] + [0]
    naive = [moment.replace(tzinfo=None) for moment in moments]
    return pa.table(
        {
            "from_at": pa.array([datetime(1, 1, 1), *naive], pa.timestamp("us")),  # noqa: DTZ001 -- UTC, without a zone
            "base": pa.array([base[0], *base], pa.int64()),
            "pace": pa.array([0, *pace], pa.int64()),
        }
    )


def _moments(of: WorkingCalendar, first: date, last: date) -> set[datetime]:
    """Every moment at which working time may begin or end; on days of a clock change every quarter of an hour."""
    zone, found = ZoneInfo(of.zone), set()
    day = first
    while day <= last:
        start = datetime.combine(day, time(0), zone)
        after = datetime.combine(day + timedelta(days=1), time(0), zone)
        if start.utcoffset() != after.utcoffset():
            moment = start.astimezone(UTC)
            while moment <= after.astimezone(UTC):
                found.add(moment)
                moment += _QUARTER
        elif day not in of.holidays:
            for begins, ends in of.week[day.weekday()]:
                found.add(datetime.combine(day, begins, zone).astimezone(UTC))
                end = after if ends == time(0) else datetime.combine(day, ends, zone)
                found.add(end.astimezone(UTC))
        day += timedelta(days=1)
    return found or {EPOCH}
