"""A deal as its log tells it, and how it stood on any day: what every forecast is made from.

Days are floats since 1970 (UTC). `as_of` cuts away all that was not known yet, so that a forecast of the past is made
from what a forecaster could know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import median

OPEN, WON, LOST = "open", "won", "lost"
USUAL_OF = "*"
_VALUE_LOG_MAX = 3.0


@dataclass(frozen=True, slots=True)
class Course:
    """One deal: where it came from, the stages it entered, the days of contact, how and when it ended.

    `outcome` is open, won (upgraded too) or lost (paused and undecided too: they leave without a win). `stages` are
    (day entered, stage), the stage with its process before it (`1:offer`).
    """

    deal_id: int
    opened: float
    ended: float | None
    outcome: str
    stages: tuple[tuple[float, str], ...]
    process: str = ""
    version: str = ""
    source: str = ""
    product: str = ""
    value: int | None = None
    owner: int = 0
    team: int = 0
    contacts: tuple[float, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether its end and the day of it are known."""
        return self.outcome != OPEN and self.ended is not None


@dataclass(frozen=True, slots=True)
class State:
    """How a deal stands on a day: all that a chance may depend on. `value` is the log of it against the usual."""

    stage: str
    in_stage: float
    age: float
    repeats: int
    silence: float
    value: float | None
    source: str = ""
    product: str = ""
    version: str = ""
    process: str = ""


def as_of(courses: Iterable[Course], day: float) -> list[Course]:
    """The courses as they were known on a day; deals opened later are not there."""
    found = []
    for one in courses:
        if one.opened > day:
            continue
        is_open = one.ended is None or one.ended > day
        found.append(
            replace(
                one,
                ended=None if is_open else one.ended,
                outcome=OPEN if is_open else one.outcome,
                stages=tuple(step for step in one.stages if step[0] <= day),
                contacts=tuple(at for at in one.contacts if at <= day),
            )
        )
    return found


def usual_values(courses: Iterable[Course]) -> dict[str, float]:
    """The median value of each process, and of all under `*`."""
    known: dict[str, list[int]] = {}
    for one in courses:
        if one.value is not None and one.value > 0:
            known.setdefault(one.process, []).append(one.value)
            known.setdefault(USUAL_OF, []).append(one.value)
    return {process: float(median(values)) for process, values in known.items()}


def state_at(one: Course, day: float, usual: Mapping[str, float]) -> State | None:
    """How a deal stood on a day; None before it was opened, after its end, or where it was in no stage yet."""
    if day < one.opened or (one.ended is not None and day >= one.ended):
        return None
    walked = [step for step in one.stages if step[0] <= day]
    if not walked:
        return None
    entered, stage = walked[-1]
    last = max((at for at in one.contacts if at <= day), default=one.opened)
    return State(
        stage=stage,
        in_stage=day - entered,
        age=day - one.opened,
        repeats=len(walked) - len({key for _at, key in walked}),
        silence=day - last,
        value=against_usual(one.value, one.process, usual),
        source=one.source,
        product=one.product,
        version=one.version,
        process=one.process,
    )


def against_usual(value: int | None, process: str, usual: Mapping[str, float]) -> float | None:
    """The log of a value over the usual one of its process, within a factor of twenty."""
    typical = usual.get(process) or usual.get(USUAL_OF)
    if not value or value < 0 or not typical:
        return None
    return max(-_VALUE_LOG_MAX, min(_VALUE_LOG_MAX, log(value / typical)))


def closed_counts(courses: Sequence[Course]) -> tuple[int, int]:
    """How many are closed, and how many of them won."""
    closed = [one for one in courses if one.is_closed]
    return len(closed), sum(one.outcome == WON for one in closed)
