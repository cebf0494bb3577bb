"""Pace by business days against tables made by hand, and the rule of the state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from polku.kernel.calendars import WorkingCalendar
from polku.measures.logic.pace import Aim, Clock, State, foretell, pace_of, standing
from polku.measures.measuring import writing

_DAY = ((time(9), time(17)),)
# November 2026 begins on a Sunday: 21 weekdays, less the 6th, which is a day off, makes 20.
CALENDAR = WorkingCalendar("UTC", (_DAY, _DAY, _DAY, _DAY, _DAY, (), ()), frozenset({date(2026, 11, 6)}))
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def clock(day: int, hour: int = 0) -> Clock:
    return Clock.at(datetime(2026, 11, day, hour, tzinfo=UTC), START, END, CALENDAR)


DAYS = [
    (1, 0, 0.0),  # a Sunday
    (2, 9, 0.0),
    (2, 13, 0.5),
    (3, 0, 1.0),
    (7, 0, 4.0),  # Friday the 6th is off
    (9, 0, 4.0),  # a weekend adds nothing
    (14, 0, 9.0),
    (21, 0, 14.0),
    (30, 17, 20.0),
]


@pytest.mark.parametrize(("day", "hour", "gone"), DAYS)
def test_business_days_leave_out_weekends_and_days_off(day: int, hour: int, gone: float) -> None:
    assert clock(day, hour).days_gone == gone
    assert clock(day, hour).days == 20


COUNT = Aim(40, None, fewer=False, adds_up=True)
PACES = [(3, 2.0), (7, 8.0), (14, 18.0), (21, 28.0)]


@pytest.mark.parametrize(("day", "pace"), PACES)
def test_the_pace_of_a_count_follows_the_business_days(day: int, pace: float) -> None:
    assert standing(COUNT, clock(day), 0, 0).pace == pytest.approx(pace)


STATES = [
    (1, 0, 0, State.EARLY),  # a Sunday, nothing is over yet
    (3, 1, 1, State.EARLY),  # one business day
    (11, 12, 12, State.ON_TRACK),  # 6 of 20 days; 12 / 0.3 = 40
    (11, 10, 10, State.AT_RISK),  # ends at 33.3, the better end of the interval at 45
    (11, 3, 3, State.OFF_TRACK),  # ends at 10, the better end at 18
    (21, 28, 28, State.ON_TRACK),
    (21, 25, 25, State.AT_RISK),  # 14 of 20 days; ends at 35.7, the better end at 40.8
    (21, 15, 15, State.OFF_TRACK),
    (21, 41, 41, State.REACHED),
]


@pytest.mark.parametrize(("day", "value", "n", "state"), STATES)
def test_the_state_of_a_count(day: int, value: int, n: int, state: State) -> None:
    assert standing(COUNT, clock(day), value, n).state == state


def test_the_end_of_a_count_is_foretold_by_hand() -> None:
    # 10 in 6 of 20 days: rest 7/3, middle 33.33; the number to come has variance 10.5 * 7/3 * (1 + 7/3) = 81.67.
    middle, low, high = foretell(10, 10, 0.0, 0.3)
    assert middle == pytest.approx(33.333, abs=1e-3)
    assert high - middle == pytest.approx(1.281552 * 81.667**0.5, abs=1e-3)
    assert middle - low == pytest.approx(high - middle)


def test_what_came_stays() -> None:
    assert foretell(3, 3, 0.0, 0.9)[1] == pytest.approx(3)


def test_amounts_of_different_size_are_less_sure_than_equal_ones() -> None:
    even = foretell(1000, 10, 10 * 100**2, 0.5)
    uneven = foretell(1000, 10, 910**2 + 9 * 10**2, 0.5)
    assert uneven[2] - uneven[0] > 2 * (even[2] - even[0])


def test_less_is_better_turns_the_rule_round() -> None:
    aim = Aim(10, None, fewer=True, adds_up=True)
    assert standing(aim, clock(14), 4, 4).state == State.ON_TRACK  # ends at 8.9
    assert standing(aim, clock(14), 6, 6).state == State.AT_RISK  # ends at 13.3, the better end at 8.4
    assert standing(aim, clock(14), 9, 9).state == State.OFF_TRACK
    assert standing(aim, clock(14), 11, 11).state == State.MISSED


LEVELS = [
    (0.30, None, None, State.ON_TRACK),
    (0.245, 0.20, 0.30, State.ON_TRACK),  # 9 of 20 days from 0.2 to 0.3: the line is at 0.245
    (0.22, 0.15, 0.29, State.AT_RISK),
    (0.22, 0.20, 0.24, State.OFF_TRACK),
    (0.225, None, None, State.AT_RISK),  # within a tenth of the line
    (0.21, None, None, State.OFF_TRACK),
]


@pytest.mark.parametrize(("value", "low", "high", "state"), LEVELS)
def test_a_level_is_compared_with_the_line_from_its_baseline(
    value: float, low: float | None, high: float | None, state: State
) -> None:
    aim = Aim(0.30, 0.20, fewer=False, adds_up=False)
    assert pace_of(aim, clock(14).share) == pytest.approx(0.245)
    assert standing(aim, clock(14), value, 50, low=low, high=high).state == state


def test_before_and_after_its_period_a_goal_waits_or_is_judged() -> None:
    before = Clock.at(datetime(2026, 10, 30, tzinfo=UTC), START, END, CALENDAR)
    later = Clock.at(datetime(2026, 12, 2, tzinfo=UTC), START, END, CALENDAR)
    assert standing(COUNT, before, None, 0).state == State.WAITING
    assert standing(COUNT, later, 40, 40).state == State.REACHED
    assert standing(COUNT, later, 39, 39).state == State.MISSED
    assert standing(COUNT, later, None, 0).state == State.UNKNOWN
    assert standing(COUNT, clock(14), None, 0).state == State.UNKNOWN


def test_a_period_without_a_business_day_is_over_at_its_end() -> None:
    start, end = datetime(2026, 11, 7, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    assert Clock.at(start, start, end, CALENDAR).share == 0.0
    assert Clock.at(end, start, end, CALENDAR).share == 1.0


@pytest.mark.parametrize(
    ("pace", "unit", "said"),
    [(19.2, "count", "20"), (19.0, "count", "19"), (None, "count", "–"), (0.46, "share", "46%")],
)
def test_what_should_be_counted_by_now_is_a_whole_number_that_is_enough(
    pace: float | None, unit: str, said: str
) -> None:
    assert writing.say_pace(pace, unit) == said


def test_nothing_is_judged_before_anything_can_be_told() -> None:
    assert standing(COUNT, clock(21), 15, 15, known=1.9).state == State.EARLY  # set a day ago
    level = Aim(0.30, 0.20, fewer=False, adds_up=False)
    assert standing(level, clock(14), 0.21, 50, known=1).state == State.EARLY
    rare = Aim(6, None, fewer=False, adds_up=True)
    assert standing(rare, clock(14), 0, 0).state == State.EARLY  # 2.7 were to come by now
    assert standing(rare, clock(21), 0, 0).state == State.OFF_TRACK  # 4.2
    money = Aim(500_000, None, fewer=False, adds_up=True, counts=False)
    assert standing(money, clock(7), 0, 0).state == State.EARLY  # a fifth of the time, no amount known
    assert standing(money, clock(14), 0, 0).state == State.OFF_TRACK
    large = standing(money, clock(14), 120_000, 1, squares=120_000**2)
    assert large.state == State.EARLY  # 225 000 by now is fewer than two of its size
