"""The working week as a picture: where each interval lies on the day's line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = 24 * 60


@dataclass(frozen=True)
class Bar:
    """A working interval in minutes of the day."""

    start: int
    length: int


@dataclass(frozen=True)
class DayLine:
    """A weekday (Monday is 0), its intervals, the minutes worked."""

    weekday: int
    bars: tuple[Bar, ...]

    @property
    def minutes(self) -> int:
        """Worked on this day."""
        return sum(bar.length for bar in self.bars)

    @property
    def hours(self) -> float:
        """The same in hours."""
        return self.minutes / 60


def week_lines(week: Sequence[Sequence[Sequence[str]]]) -> list[DayLine]:
    """The seven lines of a week of `[from, to]`; an end of 00:00 is midnight at the end of the day."""
    return [
        DayLine(number, tuple(_bar(str(start), str(end)) for start, end in hours))
        for number, hours in enumerate(week)
    ]


def _bar(start: str, end: str) -> Bar:
    first = _minutes(start)
    return Bar(first, (_minutes(end) or MINUTES) - first)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)
