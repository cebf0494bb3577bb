"""How goals stand: the figure of the goal's own scope against its pace, the line of it, and what history reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from polku.access.logic import SYSTEM, Actor
from polku.company.queries import calendar, company
from polku.insight.filters import EVERYTHING, Filter
from polku.kernel.errors import DomainError
from polku.measures import queries, registry
from polku.measures.logic.formula import Node, adds_up, measures
from polku.measures.logic.pace import Aim, Clock, Standing, State, pace_of, standing
from polku.measures.logic.periods import Stretch, after, midnight
from polku.measures.logic.reading import read
from polku.measures.measuring.figures import Measured, measured
from polku.measures.models import Goal
from polku.measures.queries import Known

HISTORY: Final = 12
"""So many earlier periods are looked at."""
POINTS_MAX: Final = 53
LEVELS_MAX: Final = 13


@dataclass(frozen=True)
class Stood:
    """A goal with its indicator and how it stands now."""

    goal: Goal
    known: Known
    aim: Aim
    clock: Clock
    standing: Standing
    measured: Measured


@dataclass(frozen=True)
class Point:
    """The goal at the end of a day: what was reached by then (None in days to come) and what should be.

    `over` is the share of its days that are over then, `is_step` whether the day is named on the axis.
    """

    day: date
    value: float | None
    pace: float
    over: float
    is_step: bool


@dataclass(frozen=True)
class History:
    """How often earlier periods of the same length reached what the goal wants; `n` are those with a figure."""

    reached: int
    n: int
    values: tuple[tuple[date, float | None], ...]


def filter_of(goal: Goal) -> Filter:
    """The deals a goal is about, whoever looks: who may see the goal may see these."""
    return Filter(
        scope=EVERYTHING,
        process=goal.process_key,
        teams=(goal.team_id,) if goal.team_id else (),
        owners=(goal.person_id,) if goal.person_id else (),
        products=(goal.product,) if goal.product else (),
        customer_kind=goal.customer_kind,
    )


def stand(goals: Sequence[Goal], now: datetime) -> list[Stood]:
    """How goals stand; one whose indicator is gone or cannot be computed is unknown."""
    known = queries.by_key([goal.indicator for goal in goals])
    return [_stood(goal, known[goal.indicator], now) for goal in goals if goal.indicator in known]


def may_see(goal: Known, actor: Actor) -> bool:
    """Whether the figures of an indicator that other domains hand over are open to a person."""
    try:
        node = read(goal.formula)
    except DomainError:
        return False
    found = [registry.sources.find(one.series) for one in measures(node) if one.what == "series"]
    return all(one is not None and actor.may(one.permission) for one in found)


def line(stood: Stood, now: datetime) -> list[Point]:
    """The goal's line: cumulated for what adds up, else the figure from the first day on; by day or week."""
    goal, zone = stood.goal, company().time_zone
    length = (goal.to_date - goal.from_date).days + 1
    # A level is one query for each point, what adds up one for all of them.
    step = 1 if length <= POINTS_MAX and stood.aim.adds_up else max(7, length // LEVELS_MAX)
    today = min(max(timezone.localdate(now), goal.from_date), goal.to_date)
    steps = {goal.from_date + timedelta(days=place) for place in range(step - 1, length, step)}
    days = sorted(steps | {goal.to_date, today})
    past = [day for day in days if day <= today] or days[:1]
    values = _until(stood, past, now)
    start, end = Stretch(goal.from_date, goal.to_date).bounds(zone)
    points = []
    for place, day in enumerate(days):
        share = Clock.at(midnight(day + timedelta(days=1), zone), start, end, calendar()).share
        value = values[place] if place < len(values) and day <= today else None
        over = ((day - goal.from_date).days + 1) / length
        points.append(Point(day, value, pace_of(stood.aim, share), over, day in steps))
    return points


def history(stood: Stood, now: datetime) -> History:
    """What the earlier periods of the same length came to, and how many of them reached the target."""
    goal, zone = stood.goal, company().time_zone
    firsts = _earlier(goal)
    bounds = tuple(midnight(day, zone) for day in [*firsts, goal.from_date])
    node = read(stood.known.formula, registry.units())
    try:
        found = measured(node, filter_of(goal), bounds, actor=SYSTEM, now=now)
    except DomainError:
        return History(0, 0, ())
    values = [
        (day, None if one.value is None else float(one.value)) for day, one in zip(firsts, found, strict=True)
    ]
    # Before the first period in which anything was counted the company did not measure.
    begun = next((place for place, one in enumerate(found) if one.n), len(found))
    told = [value for _, value in values[begun:] if value is not None]
    target = stood.aim.target
    good = sum(1 for value in told if (value <= target if stood.aim.fewer else value >= target))
    return History(good, len(told), tuple(values[begun:]))


def _stood(goal: Goal, known: Known, now: datetime) -> Stood:
    start, end = Stretch(goal.from_date, goal.to_date).bounds(company().time_zone)
    clock = Clock.at(now, start, end, calendar())
    baseline = None if goal.baseline is None else float(goal.baseline)
    try:
        node: Node = read(known.formula, registry.units())
        flows = adds_up(node, registry.flows())
        aim = Aim(float(goal.target), baseline, known.fewer, flows, counts=known.unit == "count")
        (one,) = measured(node, filter_of(goal), (start, end), actor=SYSTEM, now=now)
    except DomainError:
        aim = Aim(float(goal.target), baseline, known.fewer, adds_up=False)
        return Stood(goal, known, aim, clock, Standing(State.UNKNOWN, None, None), Measured(None, 0))
    value = None if one.value is None else float(one.value)
    hours = calendar()
    since = hours.working_seconds(min(max(start, goal.recorded_at), now), now) / hours.seconds_per_day
    stands = standing(aim, clock, value, one.n, squares=one.squares, low=one.low, high=one.high, known=since)
    return Stood(goal, known, aim, clock, stands, one)


def _until(stood: Stood, days: Sequence[date], now: datetime) -> list[float | None]:
    """The figure from the first day of the goal to the end of each of some days."""
    goal, zone = stood.goal, company().time_zone
    node = read(stood.known.formula, registry.units())
    ends = [midnight(day + timedelta(days=1), zone) for day in days]
    bounds = (midnight(goal.from_date, zone), *ends)
    f = filter_of(goal)
    try:
        if stood.aim.adds_up:
            found = measured(node, f, bounds, actor=SYSTEM, now=now)
            total, values = 0.0, []
            for one in found:
                total += float(one.value or 0)
                values.append(total)
            return list(values)
        return [_level(node, f, (bounds[0], end), now) for end in ends]
    except DomainError:
        return []


def _level(node: Node, f: Filter, bounds: tuple[datetime, datetime], now: datetime) -> float | None:
    (one,) = measured(node, f, bounds, actor=SYSTEM, now=now)
    return None if one.value is None else float(one.value)


def _earlier(goal: Goal) -> list[date]:
    """The first days of the periods of the same length before the goal's, the oldest first."""
    first, last = goal.from_date, goal.to_date
    for every, count in (("year", 5), ("quarter", HISTORY), ("month", HISTORY), ("week", HISTORY)):
        is_whole = after(first, every) - timedelta(days=1) == last
        if is_whole:
            return [after(first, every, -step) for step in range(count, 0, -1)]
    length = (last - first).days + 1
    return [first - timedelta(days=length * step) for step in range(HISTORY, 0, -1)]
