"""Where a goal stands: what was reached against what should be by now, by business time, and how sure that is.

What adds up (a count, a sum) should have reached target x share of working time gone. Its end is foretold from its own
pace so far: the rest of the period brings on average what was reached x (1 - e) / e, e the share of time gone. The
80 % interval of the end takes the number that comes as Poisson with a rate known only from what came (Gamma-Poisson,
Jeffreys' prior), for amounts with the spread of the amounts seen (compound Poisson). A level (a share, a median) is
compared with a straight line from the baseline to the target, and with its own 95 % interval.

Nothing is judged before it can be: nobody works towards a goal before it is set, so it needs two business days since
then; and while the pace itself asks for fewer than three by now, having none yet is chance in one of twenty cases or
more (e to the power of -3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import inf, sqrt
from typing import Final

from polku.kernel.calendars import WorkingCalendar

Z80: Final = 1.281552
EARLY_DAYS: Final = 2
"""Before so many business days are over, of the period and since the goal was set, nothing is judged."""
FEW: Final = 3
"""While the pace asks for fewer, nothing is judged: having none is too likely by chance."""
BLANK: Final = 0.25
"""Where no amount has come yet, nobody knows how many to expect: up to this share of the time nothing is judged."""
NEAR: Final = 0.1
"""A level without an interval is at risk, not off track, up to this share of its distance to the line."""


class State(StrEnum):
    """What is said of a goal."""

    WAITING = "waiting"
    EARLY = "early"
    UNKNOWN = "unknown"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True)
class Clock:
    """How much of a period's working time is over at a moment."""

    gone: int
    whole: int
    day: int
    is_over: bool
    has_begun: bool

    @classmethod
    def at(cls, now: datetime, start: datetime, end: datetime, calendar: WorkingCalendar) -> Clock:
        """Read the calendar at a moment."""
        here = min(max(now, start), end)
        gone = calendar.working_seconds(start, here)
        return cls(
            gone, calendar.working_seconds(start, end), calendar.seconds_per_day, now >= end, now >= start
        )

    @property
    def share(self) -> float:
        """The share of working time that is over; of a period without any, 1 when it is over."""
        return self.gone / self.whole if self.whole else float(self.is_over)

    @property
    def days_gone(self) -> float:
        """Business days that are over."""
        return self.gone / self.day

    @property
    def days(self) -> float:
        """Business days of the period."""
        return self.whole / self.day


@dataclass(frozen=True)
class Standing:
    """A goal at a moment: what is, what should be, what is foretold for the end with its interval."""

    state: State
    value: float | None
    pace: float | None
    foretold: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Aim:
    """What is wanted: the target, from where, and in which direction; whether things are counted, not amounts."""

    target: float
    baseline: float | None
    fewer: bool
    adds_up: bool
    counts: bool = True


def standing(
    aim: Aim,
    clock: Clock,
    value: float | None,
    n: int,
    *,
    squares: float = 0.0,
    low: float | None = None,
    high: float | None = None,
    known: float = inf,
) -> Standing:
    """The state of a goal. `low` and `high` are the interval of a level, `squares` those of amounts added up.

    `known` are the business days since the goal was set.
    """
    pace = pace_of(aim, clock.share)
    if not clock.has_begun:
        return Standing(State.WAITING, None, pace)
    if clock.is_over:
        if value is None:
            return Standing(State.UNKNOWN, None, aim.target)
        reached = _good(value, aim.target, aim.fewer)
        return Standing(State.REACHED if reached else State.MISSED, value, aim.target)
    if value is None:
        return Standing(State.UNKNOWN, None, pace)
    if aim.adds_up:
        return _flow(aim, clock, value, n, squares, pace, known)
    if known < EARLY_DAYS:
        return Standing(State.EARLY, value, pace, low=low, high=high)
    return _level(aim, value, pace, low, high)


def pace_of(aim: Aim, share: float) -> float:
    """What should be reached when a share of the working time is over."""
    if aim.adds_up:
        return aim.target * share
    start = aim.target if aim.baseline is None else aim.baseline
    return start + (aim.target - start) * share


def foretell(value: float, n: int, squares: float, share: float) -> tuple[float, float, float]:
    """The end of something that adds up, with its 80 % interval; `share` of the time is over."""
    rest = (1 - share) / share
    each = value / n if n else 1.0
    spread = squares / n if n and squares else each * each
    # Jeffreys' prior: half an event more than was seen in the spread, none in the middle.
    number = (n + 0.5) * rest
    off = Z80 * sqrt(number * spread + number * rest * each * each)
    middle = value + value * rest
    # What came stays: the end of what only grows is no less than it is now.
    return middle, max(middle - off, value) if value >= 0 else middle - off, middle + off


def _flow(
    aim: Aim, clock: Clock, value: float, n: int, squares: float, pace: float, known: float
) -> Standing:
    if _good(value, aim.target, aim.fewer) and not aim.fewer:
        return Standing(State.REACHED, value, pace)
    if aim.fewer and value > aim.target:
        return Standing(State.MISSED, value, pace)
    if min(clock.days_gone, known) < EARLY_DAYS or not clock.share or _too_few(aim, clock, value, n, pace):
        return Standing(State.EARLY, value, pace)
    foretold, low, high = foretell(value, n, squares, clock.share)
    if _good(foretold, aim.target, aim.fewer):
        state = State.ON_TRACK
    else:
        best = low if aim.fewer else high
        state = State.AT_RISK if _good(best, aim.target, aim.fewer) else State.OFF_TRACK
    return Standing(state, value, pace, foretold, low, high)


def _too_few(aim: Aim, clock: Clock, value: float, n: int, pace: float) -> bool:
    """Whether the pace asks for too few by now, counted in what came so far."""
    if n and value > 0:
        return pace / (value / n) < FEW
    return pace < FEW if aim.counts else clock.share < BLANK


def _level(aim: Aim, value: float, pace: float, low: float | None, high: float | None) -> Standing:
    if _good(value, pace, aim.fewer):
        return Standing(State.ON_TRACK, value, pace, low=low, high=high)
    best = low if aim.fewer else high
    if best is not None:
        near = _good(best, pace, aim.fewer)
    else:
        near = abs(value - pace) <= NEAR * abs(pace)
    return Standing(State.AT_RISK if near else State.OFF_TRACK, value, pace, low=low, high=high)


def _good(value: float, wanted: float, fewer: bool) -> bool:
    # Floats: a target reached exactly is reached.
    slack = 1e-9 * max(1.0, abs(wanted))
    return value <= wanted + slack if fewer else value >= wanted - slack
