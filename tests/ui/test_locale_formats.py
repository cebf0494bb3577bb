"""Values as readers of each language write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from polku.ui import locale_formats as formats

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "€41,860.50"),
        ("fi", f"41{NBSP}860,50{NBSP}€"),
        ("zh-hant", "€41,860.50"),
        ("pl", f"41{NBSP}860,50{NBSP}€"),
    ],
)
def test_money_is_written_as_the_reader_does(language: str, said: str) -> None:
    with translation.override(language):
        assert formats.money(4186050, "EUR") == said


def test_money_without_cents_is_rounded_for_boards() -> None:
    with translation.override("en"):
        assert formats.money(4186050, "EUR", cents=False) == "€41,860"


def test_yen_have_no_cents_either_way() -> None:
    with translation.override("en"):
        assert formats.money(500, "JPY") == formats.money(500, "JPY", cents=False)


@pytest.mark.parametrize(("value", "said"), [(9_999, "9,999"), (10_000, "10,000"), (10_001, "10,000+")])
def test_a_count_is_exact_up_to_ten_thousand(value: int, said: str) -> None:
    with translation.override("en"):
        assert formats.counted(value) == said


def test_a_share_is_said_in_per_cent() -> None:
    with translation.override("fi"):
        assert formats.percent(0.583, 1) == f"58,3{NBSP}%"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(days=-10), "13 Nov"),
        (timedelta(days=-400), "19 Oct 2025"),
    ],
)
def test_a_moment_is_seen_from_now_up_to_a_week(span: timedelta, said: str) -> None:
    with translation.override("en"):
        assert formats.ago(NOW + span, now=NOW) == said


def test_a_day_is_named_in_full() -> None:
    with translation.override("en"):
        assert formats.long_day(date(2026, 11, 23)) == "Monday 23 November"


def test_a_time_is_that_of_the_company() -> None:
    with translation.override("en"), timezone.override(ZoneInfo("Europe/Helsinki")):
        assert formats.exact(NOW) == "23 November 2026, 10:30"
