import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.kernel.calendars import DEFAULT, WorkingCalendar
from polku.kernel.errors import Invalid

HELSINKI = ZoneInfo("Europe/Helsinki")
NINE_TO_SIX = ((time(9), time(18)),)
SHOP = WorkingCalendar("Europe/Helsinki", (*[NINE_TO_SIX] * 5, (), ()))
ALWAYS = WorkingCalendar("Europe/Helsinki", (*[((time(0), time(0)),)] * 7,))
BROKEN = ((time(8), time(12)), (time(12, 30), time(16)))
NIGHT = ((time(0), time(3, 30)), (time(3, 30), time(4, 15)), (time(22), time(0)))
HOLIDAYS = frozenset({date(2026, 3, 30), date(2026, 10, 25), date(2011, 12, 29), date(2026, 12, 25)})
CALENDARS = [
    SHOP,
    ALWAYS,
    DEFAULT,
    *(
        WorkingCalendar(zone, (BROKEN, NIGHT, BROKEN, (), NIGHT, NIGHT, NIGHT), HOLIDAYS)
        for zone in (
            "Europe/Riga",
            "America/New_York",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Africa/Casablanca",
            "Asia/Kathmandu",
        )
    ),
]
# Around changes of summer time, the day Samoa left out (30.12.2011), Ramadan in Morocco, and plain days.
TURNS = [
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 10, 4, tzinfo=UTC),
    datetime(2011, 12, 30, tzinfo=UTC),
    datetime(2026, 2, 15, tzinfo=UTC),
    datetime(2026, 6, 17, tzinfo=UTC),
]
calendars = st.sampled_from(CALENDARS)
near_turns = st.builds(
    lambda turn, minutes: turn + timedelta(minutes=minutes), st.sampled_from(TURNS), st.integers(-4000, 4000)
)
anywhere = st.datetimes(datetime(1960, 1, 1), datetime(2120, 1, 1), timezones=st.just(UTC))


def hki(*parts):
    return datetime(*parts, tzinfo=HELSINKI)


def by_minutes(calendar, start, end):
    """Count minute by minute what the wall clock shows: slow, and too simple to be wrong."""
    zone, total, at = ZoneInfo(calendar.zone), 0, start
    while at < end:
        wall = at.astimezone(zone)
        hours = () if wall.date() in calendar.holidays else calendar.week[wall.weekday()]
        shown = wall.time()
        total += 60 * any(first <= shown and (shown < last or last == time(0)) for first, last in hours)
        at += timedelta(minutes=1)
    return total


def test_an_hour_from_sunday_ends_on_monday_at_ten():
    assert SHOP.add_working_seconds(hki(2026, 3, 1, 15), 3600) == hki(2026, 3, 2, 10)
    assert SHOP.add_working_seconds(hki(2026, 3, 1, 23), 3600) == hki(2026, 3, 2, 10)


def test_an_hour_from_friday_half_past_five_ends_on_monday():
    assert SHOP.add_working_seconds(hki(2026, 3, 6, 17, 30), 3600) == hki(2026, 3, 9, 9, 30)


def test_a_full_day_ends_when_the_day_ends():
    assert SHOP.add_working_seconds(hki(2026, 3, 2, 9), 9 * 3600) == hki(2026, 3, 2, 18)


def test_nothing_to_add_changes_nothing():
    sunday = hki(2026, 3, 1, 15)
    assert SHOP.add_working_seconds(sunday, 0) == sunday


def test_working_time_can_be_taken_back():
    assert SHOP.add_working_seconds(hki(2026, 3, 2, 10), -2 * 3600) == hki(2026, 2, 27, 17)


def test_the_answer_is_in_the_zone_of_the_question():
    answer = SHOP.add_working_seconds(datetime(2026, 3, 2, 7, tzinfo=UTC), 3600)
    assert answer == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert answer.tzinfo is UTC


def test_a_week_counts_its_working_hours():
    assert SHOP.working_seconds(hki(2026, 3, 2), hki(2026, 3, 9)) == 5 * 9 * 3600
    assert SHOP.working_seconds(hki(2026, 3, 9), hki(2026, 3, 2)) == -5 * 9 * 3600


def test_a_holiday_is_not_worked():
    calendar = WorkingCalendar(SHOP.zone, SHOP.week, frozenset({date(2026, 3, 4)}))
    assert calendar.working_seconds(hki(2026, 3, 2), hki(2026, 3, 9)) == 4 * 9 * 3600
    assert calendar.add_working_seconds(hki(2026, 3, 3, 17), 2 * 3600) == hki(2026, 3, 5, 10)
    assert not calendar.is_working(hki(2026, 3, 4, 12))


def test_a_holiday_on_a_sunday_takes_nothing():
    calendar = WorkingCalendar(SHOP.zone, SHOP.week, frozenset({date(2026, 3, 8)}))
    assert calendar.working_seconds(hki(2026, 3, 2), hki(2026, 3, 16)) == 10 * 9 * 3600


def test_hours_include_their_start_and_exclude_their_end():
    assert SHOP.is_working(hki(2026, 3, 2, 9))
    assert SHOP.is_working(hki(2026, 3, 2, 17, 59, 59))
    assert not SHOP.is_working(hki(2026, 3, 2, 18))
    assert not SHOP.is_working(hki(2026, 3, 2, 8, 59, 59))
    assert not SHOP.is_working(hki(2026, 3, 1, 12))


def test_the_day_of_summer_time_has_23_hours_and_the_day_of_winter_time_25():
    assert ALWAYS.working_seconds(hki(2026, 3, 29), hki(2026, 3, 30)) == 23 * 3600
    assert ALWAYS.working_seconds(hki(2026, 10, 25), hki(2026, 10, 26)) == 25 * 3600


def test_a_skipped_hour_is_not_worked_and_a_repeated_one_is_worked_twice():
    calendar = WorkingCalendar("Europe/Helsinki", ((), (), (), (), (), (), ((time(3), time(4)),)))
    assert calendar.working_seconds(hki(2026, 3, 29), hki(2026, 3, 30)) == 0
    assert calendar.working_seconds(hki(2026, 10, 25), hki(2026, 10, 26)) == 2 * 3600


def test_seconds_are_elapsed_ones_also_between_two_moments_of_one_zone():
    # Python subtracts two moments of the same zone by the wall clock, an hour wrong across the change.
    assert ALWAYS.working_seconds(hki(2026, 3, 29, 2), hki(2026, 3, 29, 5)) == 2 * 3600


def test_a_typical_day_is_the_median_of_the_working_days():
    assert SHOP.seconds_per_day == 9 * 3600
    short_friday = WorkingCalendar("UTC", (*[BROKEN] * 4, ((time(8), time(12)),), (), ()))
    assert short_friday.seconds_per_day == 7.5 * 3600
    assert DEFAULT.seconds_per_day == 8 * 3600


def test_equal_calendars_are_equal_and_can_be_keys():
    again = WorkingCalendar("Europe/Helsinki", (*[NINE_TO_SIX] * 5, (), ()))
    assert {SHOP: 1}[again] == 1


@pytest.mark.parametrize(
    ("zone", "week", "code"),
    [
        ("Europe/Nowhere", SHOP.week, "unknown_zone"),
        ("../etc/passwd", SHOP.week, "unknown_zone"),
        ("", SHOP.week, "unknown_zone"),
        ("UTC", SHOP.week[:5], "bad_week"),
        ("UTC", ((),) * 7, "no_hours"),
        ("UTC", (((time(9), time(9)),), *[()] * 6), "bad_hours"),
        ("UTC", (((time(17), time(9)),), *[()] * 6), "bad_hours"),
        ("UTC", (((time(9), time(12)), (time(11), time(17))), *[()] * 6), "bad_hours"),
        ("UTC", (((time(12), time(17)), (time(8), time(11))), *[()] * 6), "bad_hours"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(zone, week, code):
    with pytest.raises(Invalid) as refused:
        WorkingCalendar(zone, week)
    assert refused.value.code == code


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        SHOP.working_seconds(datetime(2026, 3, 2), datetime(2026, 3, 3))


def test_a_date_beyond_the_calendar_of_the_machine_is_refused():
    with pytest.raises(Invalid):
        SHOP.add_working_seconds(hki(2026, 3, 2), 10**15)
    with pytest.raises(Invalid):
        SHOP.add_working_seconds(hki(2026, 3, 2), -(10**15))


def test_the_ends_of_time_cost_nothing():
    first, last = datetime(1, 1, 2, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    weeks = (last - first).days / 7
    assert SHOP.working_seconds(first, last) == pytest.approx(weeks * 45 * 3600, rel=1e-4)


@settings(max_examples=60)
@given(calendars, near_turns, st.integers(0, 4000))
def test_counting_agrees_with_counting_minute_by_minute(calendar, start, minutes):
    end = start + timedelta(minutes=minutes)
    assert calendar.working_seconds(start, end) == by_minutes(calendar, start, end)


@given(calendars, near_turns)
def test_being_at_work_agrees_with_the_wall_clock(calendar, at):
    assert calendar.is_working(at) == (by_minutes(calendar, at, at + timedelta(minutes=1)) == 60)


@given(calendars, anywhere, anywhere, anywhere)
def test_parts_of_a_span_add_up(calendar, a, b, c):
    whole = calendar.working_seconds(a, c)
    assert whole == calendar.working_seconds(a, b) + calendar.working_seconds(b, c)


@given(calendars, st.one_of(near_turns, anywhere), st.integers(1, 10**8))
def test_adding_is_the_inverse_of_counting_and_gives_the_first_such_moment(calendar, start, seconds):
    end = calendar.add_working_seconds(start, seconds)
    assert calendar.working_seconds(start, end) == seconds
    assert calendar.working_seconds(start, end - timedelta(seconds=1)) == seconds - 1


@given(calendars, st.one_of(near_turns, anywhere), st.integers(1, 10**8))
def test_taking_back_gives_the_last_moment_that_leads_to_the_start(calendar, start, seconds):
    begin = calendar.add_working_seconds(start, -seconds)
    assert calendar.working_seconds(begin, start) == seconds
    assert calendar.working_seconds(begin + timedelta(seconds=1), start) == seconds - 1


def test_many_pairs_give_what_each_gives():
    pairs = [(hki(2026, 3, day), hki(2026, 4, day)) for day in range(1, 20)]
    assert SHOP.working_seconds_many(pairs) == [SHOP.working_seconds(*pair) for pair in pairs]


def test_a_hundred_thousand_pairs_over_ten_years_take_less_than_a_second():
    begin = datetime(2016, 1, 1, tzinfo=UTC)
    pairs = [(begin + timedelta(minutes=n), begin + timedelta(minutes=53 * n)) for n in range(100_000)]
    started = clock.process_time()
    answers = SHOP.working_seconds_many(pairs)
    assert clock.process_time() - started < 1
    assert len(answers) == 100_000
