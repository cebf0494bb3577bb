"""How long a deal may stay in a stage: on time, late, stuck. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from polku.kernel.calendars import WorkingCalendar
from polku.process.logic.definition import Stage

Signal = Literal["", "ok", "late", "stuck"]
STUCK_FACTOR: Final = 1.5
"""Stuck is so many times the expected time, where the process names no time of escalation."""


@dataclass(frozen=True)
class Pace:
    """The time spent in a stage against the expected one, in working days; no signal where one is unknown."""

    days: float | None
    expected: float | None
    signal: Signal


def stuck_days(stage: Stage) -> float | None:
    """After how many working days a deal counts as stuck in a stage."""
    if stage.escalate_days is not None:
        return stage.escalate_days
    return None if stage.expected_days is None else stage.expected_days * STUCK_FACTOR


def pace(stage: Stage | None, entered_at: datetime | None, at: datetime, hours: WorkingCalendar) -> Pace:
    """How a deal stands that entered a stage at a moment and is there still."""
    expected = stage.expected_days if stage else None
    if entered_at is None or entered_at > at:
        return Pace(None, expected, "")
    days = hours.working_seconds(entered_at, at) / hours.seconds_per_day
    limit = stuck_days(stage) if stage else None
    if expected is None and limit is None:
        return Pace(days, expected, "")
    if limit is not None and days > limit:
        return Pace(days, expected, "stuck")
    return Pace(days, expected, "late" if expected is not None and days > expected else "ok")


def entered_before(days: float, at: datetime, hours: WorkingCalendar) -> datetime:
    """Who entered a stage before this moment has been there for more than so many working days."""
    return hours.add_working_seconds(at, -round(days * hours.seconds_per_day))
