"""Months as numbers: 202607 is July 2026."""

from datetime import date, timedelta
from typing import Final

MONTHS: Final = 12
YEAR_MIN: Final = 1900
YEAR_MAX: Final = 2999


def month_of(day: date) -> int:
    """The month of a day."""
    return day.year * 100 + day.month


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(next_month(month)) - timedelta(days=1)


def next_month(month: int) -> int:
    """The month after."""
    return month + 1 if month % 100 < MONTHS else (month // 100 + 1) * 100 + 1


def months_of(year: int) -> list[int]:
    """The twelve months of a year."""
    return [year * 100 + number for number in range(1, MONTHS + 1)]


def is_month(month: int) -> bool:
    """Whether a number is a month that books can have."""
    return 1 <= month % 100 <= MONTHS and YEAR_MIN <= month // 100 <= YEAR_MAX
