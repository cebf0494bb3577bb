"""The edges of the calendar count the same working seconds as the calendar itself."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from polku.insight.worktime import EPOCH, edges, worked
from polku.kernel.calendars import WorkingCalendar

_DAY = ((time(8, 15), time(12)), (time(12, 30), time(16)))
_NIGHT = ((time(0), time(6)), (time(22), time(0)))
CALENDAR = WorkingCalendar(
    "Europe/Helsinki",
    (_DAY, _DAY, _NIGHT, _DAY, _DAY, (), _NIGHT),
    frozenset({date(2026, 1, 1), date(2026, 12, 24)}),
)
_made: list[Any] = []


def counted(moment: datetime) -> int:
    if not _made:
        _made.append([column.to_pylist() for column in edges(CALENDAR).columns])
    starts, base, pace = _made[0]
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    at = bisect_right(starts, naive) - 1
    return base[at] + pace[at] * int((naive - starts[at]).total_seconds())


@settings(max_examples=300)
@given(seconds=st.integers(0, 49 * 366 * 86_400 - 1))
def test_any_moment(seconds: int) -> None:
    moment = datetime(1996, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert counted(moment) == worked(CALENDAR, moment)


def test_every_hour_around_the_changes_of_the_clock() -> None:
    for start in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        moments = [start + timedelta(minutes=30 * step) for step in range(144)]
        assert [counted(moment) for moment in moments] == [worked(CALENDAR, moment) for moment in moments]


def test_before_the_first_year_nothing_is_worked() -> None:
    assert counted(EPOCH) == counted(datetime(1994, 12, 31, 22, tzinfo=UTC))
