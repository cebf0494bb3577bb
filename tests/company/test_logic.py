"""What a working week, days off and a brand may be."""

import pytest

from polku.company.logic import checked_brand, checked_holidays, checked_week, read_days_off
from polku.kernel.errors import Invalid

WEEK = [[["09:00", "17:00"]]] * 5 + [[], []]


def test_a_week_is_kept_in_one_writing() -> None:
    assert checked_week([[["9:00".zfill(5), "17:00:00"]], *WEEK[1:]]) == WEEK


@pytest.mark.parametrize(
    "week",
    [
        WEEK[:6],
        "monday",
        [[["09:00"]], *WEEK[1:]],
        [[["09:00", "25:00"]], *WEEK[1:]],
        [[["09:00", None]], *WEEK[1:]],
        [["09:00-17:00"], *WEEK[1:]],
        [[["09:00:30", "17:00"]], *WEEK[1:]],
        [[["09:00+02:00", "17:00"]], *WEEK[1:]],
        [[["00:00", "01:00"]] * 7, *WEEK[1:]],
    ],
)
def test_a_week_that_cannot_be_is_refused(week: object) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_week(week)
    assert refusal.value.field == "week"


def test_days_off_are_read_in_any_usual_way_and_put_in_order() -> None:
    text = "2026-12-24 Christmas Eve\n  2026-12-06;Itsenäisyyspäivä \n\n2027-01-01\n"
    assert list(read_days_off(text).items()) == [
        ("2026-12-06", "Itsenäisyyspäivä"),
        ("2026-12-24", "Christmas Eve"),
        ("2027-01-01", ""),
    ]


def test_every_line_that_is_no_day_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        read_days_off("24.12.2026\n2026-12-24\n2026-02-30 x")
    assert [str(one)[:7] for one in refusal.value.messages["days"]] == ["Line 1:", "Line 3:"]


@pytest.mark.parametrize(
    "days", [["2026-12-24"], {"soon": "x"}, {"2026-12-24": 1}, {"2026-12-24": "x" * 121}]
)
def test_what_are_no_days_off_is_refused(days: object) -> None:
    with pytest.raises(Invalid):
        checked_holidays(days)


def test_a_brand_keeps_what_is_said_and_nothing_else() -> None:
    assert checked_brand({"line": " Coffee ", "colour": "#1F5C4A", "script": "x"}) == {
        "line": "Coffee",
        "colour": "#1f5c4a",
    }
