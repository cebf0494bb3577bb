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
_QUARTER: Final = 15 * 60
_DAY: Final = 86_400
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_LONG_AGO: Final = -62_000_000_000
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

    # A moment that ends one stretch and begins the next stands once: a join must not choose between two.
    counted = dict(zip(*_counted(of), strict=True))
    seconds, base = list(counted), list(counted.values())
    # Between two edges time counts wholly or not at all; after the last one it does not.
    pace = [int(after > before) for before, after in pairwise(base)] + [0]
    return pa.table(
        {
            "from_at": pa.array([_LONG_AGO, *seconds], pa.int64()).cast(pa.timestamp("s")),
            "base": pa.array([base[0], *base], pa.int64()),
            "pace": pa.array([0, *pace], pa.int64()),
        }
    )


def _counted(of: WorkingCalendar) -> tuple[list[int], list[int]]:
    """Every moment (seconds since 1970) at which work may begin or end, and the working seconds until then.

    Days of a constant offset are added up; on days of a clock change the calendar is asked every quarter of an hour.
    """
    zone = ZoneInfo(of.zone)
    day, last = date(_FIRST_YEAR, 1, 1), date(_LAST_YEAR, 12, 31)
    offset = _offset(zone, day)
    seconds = [_midnight(day) - offset]
    base = [worked(of, datetime.fromtimestamp(seconds[0], UTC))]
    hours = [[(_of_day(start), _of_day(end) or _DAY) for start, end in spans] for spans in of.week]
    while day <= last:
        following = day + timedelta(days=1)
        after, start = _offset(zone, following), _midnight(day) - offset
        if after != offset:
            for moment in range(start, _midnight(following) - after + 1, _QUARTER):
                seconds.append(moment)
                base.append(worked(of, datetime.fromtimestamp(moment, UTC)))
        elif day not in of.holidays:
            for begins, ends in hours[day.weekday()]:
                seconds += (start + begins, start + ends)
                base += (base[-1], base[-1] + ends - begins)
        day, offset = following, after
    return seconds, base


def _offset(zone: ZoneInfo, day: date) -> int:
    found = datetime.combine(day, time(0), zone).utcoffset()
    return int(found.total_seconds()) if found is not None else 0


def _midnight(day: date) -> int:
    return (day.toordinal() - _EPOCH_ORDINAL) * _DAY


def _of_day(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
