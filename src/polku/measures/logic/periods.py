"""Weeks, months, quarters and years of a company, as moments at which they begin in its time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from polku.kernel.errors import Invalid, gettext_noop

Every = Literal["week", "month", "quarter", "year"]
EVERY: Final[tuple[Every, ...]] = ("week", "month", "quarter", "year")
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
USUAL: Final[dict[str, int]] = {"week": 13, "month": 12, "quarter": 8, "year": 5}
"""How many periods are shown where nobody chose."""
PERIODS_MAX: Final = 60
YEAR_MIN, YEAR_MAX = 1980, 2100


@dataclass(frozen=True)
class Stretch:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(gettext_noop("The last day lies before the first."), field="to")
        if not (self.first.year >= YEAR_MIN and self.last.year <= YEAR_MAX):
            raise Invalid(gettext_noop("The date is too far away."), field="from")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The moments at which it begins and is over."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)


def midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time(0), ZoneInfo(zone))


def first_day(day: date, every: str) -> date:
    """The first day of the week (Monday), month, quarter or year that a day is in."""
    if every == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def after(first: date, every: str, steps: int = 1) -> date:
    """The first day of a later (or, with negative steps, earlier) period."""
    if every == "week":
        return first + timedelta(days=7 * steps)
    month = first.year * 12 + first.month - 1 + steps * MONTHS[every]
    return date(month // 12, month % 12 + 1, 1)


def whole(day: date, every: str) -> Stretch:
    """The period that a day is in."""
    first = first_day(day, every)
    return Stretch(first, after(first, every) - timedelta(days=1))


def split(stretch: Stretch, every: str) -> list[Stretch]:
    """A stretch in periods; the first and the last are cut to it. At most `PERIODS_MAX`, the latest ones."""
    found: list[Stretch] = []
    last = stretch.last
    while last >= stretch.first and len(found) < PERIODS_MAX:
        first = max(first_day(last, every), stretch.first)
        found.append(Stretch(first, last))
        last = first - timedelta(days=1)
    return found[::-1]


def latest(today: date, every: str, count: int = 0) -> Stretch:
    """The last so many periods, the present one included."""
    first = first_day(today, every)
    return Stretch(after(first, every, 1 - (count or USUAL[every])), after(first, every) - timedelta(days=1))


def bounds(stretches: list[Stretch], zone: str) -> tuple[datetime, ...]:
    """The moments between adjoining stretches, the first beginning and the last end included."""
    return (*(midnight(one.first, zone) for one in stretches), stretches[-1].bounds(zone)[1])
