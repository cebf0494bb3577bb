"""When a customer is reminded of a bill, and of what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from polku.kernel.words import Text

DAYS_MAX: Final = 365
STEPS_MAX: Final = 10
PLACES: Final = frozenset({"customer", "sum", "days", "seller"})
"""What the text of a step may name in braces."""


class Channel(StrEnum):
    """How a step reaches the customer: a mail by itself, or a task for a person."""

    MAIL = "mail"
    TASK = "task"


class Outcome(StrEnum):
    """How a promise ended."""

    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Step:
    """So many days after the due date."""

    level: int
    days: int
    channel: Channel
    subject: Text
    text: Text
    fee_minor: int = 0
    interest_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class Past:
    """A step that was taken on a day."""

    level: int
    on: date


def next_step(steps: Sequence[Step], past: Sequence[Past]) -> Step | None:
    """The first step after the last one taken; none is ever taken twice."""
    last = max((one.level for one in past), default=0)
    return min((one for one in steps if one.level > last), key=lambda one: one.level, default=None)


def step_day(steps: Sequence[Step], past: Sequence[Past], due: date) -> date | None:
    """From which day on the next step is to be taken.

    A bill that is late for long already goes through all steps all the same, with as many days between as planned.
    """
    step = next_step(steps, past)
    if step is None:
        return None
    planned = due + timedelta(days=step.days)
    if not past:
        return planned
    before = max((one.days for one in steps if one.level < step.level), default=0)
    last = max(one.on for one in past)
    return max(planned, last + timedelta(days=max(1, step.days - before)))


def interest_minor(open_minor: int, percent: Decimal, days: int) -> int:
    """What a yearly rate makes of what is open over some days, a half rounded up."""
    if days <= 0 or not percent:
        return 0
    exact = Fraction(open_minor) * Fraction(percent) * days / 36_500
    return (exact.numerator * 2 + exact.denominator) // (exact.denominator * 2)


def has_kept(promised_minor: int, open_then: int, open_now: int) -> bool:
    """Whether as much came as was promised."""
    return open_now <= max(0, open_then - promised_minor)


def filled(text: str, values: dict[str, str]) -> str:
    """A text with its places in braces filled; braces around anything else stay."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def typical_delay(days: Sequence[int]) -> int | None:
    """How many days after the due date a payer usually pays: the median; None of fewer than three bills."""
    if len(days) < 3:
        return None
    return sorted(days)[len(days) // 2]
