"""Months in the company's time zone, as days since 1970."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.utils import timezone

from polku.forecast.logic.outlook import Span

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS: Final = 6
"""This month and the next five."""


def day_of(at: datetime) -> float:
    """A moment as days since 1970."""
    return (at - EPOCH).total_seconds() / 86_400


def moment_of(day: float) -> datetime:
    """Days since 1970 as a moment."""
    return datetime.fromtimestamp(day * 86_400, tz=UTC)


def month_of(at: datetime) -> date:
    """The first day of the month of a moment."""
    return timezone.localdate(at).replace(day=1)


def month_after(first: date, months: int) -> date:
    """The first day of a month so many months on; back for a negative number."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def starts(first: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime(first.year, first.month, first.day))  # noqa: DTZ001 -- made aware at once


def span(first: date) -> Span:
    """A month."""
    return Span(day_of(starts(first)), day_of(starts(month_after(first, 1))))


def spans(first: date, months: int = MONTHS) -> list[Span]:
    """So many months from one on."""
    return [span(month_after(first, place)) for place in range(months)]
