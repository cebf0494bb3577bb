"""Where the line costs most: waiting times volume times wins lost; and the chance of leaving by days waited."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import GONE, WON, onward, settled, spine, visits, watched_until
from polku.insight.analyses.funnel import funnel
from polku.insight.analyses.parts import part_of
from polku.insight.analyses.sides import DECIDED, hardly_lost
from polku.insight.analyses.times import working_rows
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.logic.changes import changes
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import Bottleneck, Bottlenecks, WaitedDay, Waiting

_DAY: Final = 86_400
_STEPS_MOST: Final = 60
_LEAST: Final = 10
_LEVEL: Final = 0.05
_ALL_BUT: Final = 0.95


def bottlenecks(marts: Marts, f: Filter, now: datetime) -> Bottlenecks:
    """Stages by mean waiting x stays x wins lost. Mean waiting is what was waited so far, open stays included.

    Wins lost are the deals lost at a stage times the won share of the decided deals that moved on from it: how many
    of them would have been won, were they like those. Where losses are hardly ever written down, deals that have stood
    at a stage for longer than 95 of 100 of those that moved on count as lost there (`stuck`). Of a part of the line,
    its stages alone.
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    rows = visits(marts, f)
    waited = working_rows(marts, rows, until)
    waited = waited.filter(waited.t.notnull())
    times = marts.rows(waited.group_by("name").agg(n=waited.count(), t=ibis.greatest(waited.t, 0).sum()))
    moved = rows.filter(rows.last_of_stage, onward(rows), rows.outcome.isin(DECIDED))
    later = {
        row[0]: row[1] / row[2]
        for row in marts.rows(moved.group_by("stage").agg(won=moved.outcome.isin(WON).sum(), n=moved.count()))
    }
    whole = funnel(marts, f)
    lost = {stage.key: stage.lost + stage.no_decision for stage in whole.stages}
    stuck = _stuck(marts, rows, until) if hardly_lost(marts, f) else {}
    part = part_of(marts, f)
    times = [row for row in times if part is None or row[0] in part.stages]
    parts = [
        (key, n, float(t or 0) / n, (lost.get(key, 0) + stuck.get(key, 0)) * later.get(key, 0.0))
        for key, n, t in times
    ]
    total = sum(n * seconds * wins for _, n, seconds, wins in parts)
    found = [
        Bottleneck(
            key,
            n,
            seconds,
            lost.get(key, 0),
            wins,
            n * seconds * wins / total if total else 0.0,
            stuck.get(key, 0),
        )
        for key, n, seconds, wins in parts
    ]
    found.sort(key=lambda one: (-one.score, -one.waiting_seconds * one.stays, one.stage))
    return Bottlenecks(whole.n, tuple(found))


def _stuck(marts: Marts, rows: Any, until: datetime) -> dict[str, int]:
    """Deals that have stood in a stage for longer than 95 of 100 of those that moved on from it."""
    stays = rows.select(
        name=rows.stage.cast("string"), t=timed_t(rows, until), on=onward(rows), stands=rows.leaving == ""
    )
    moved = stays.filter(stays.on, stays.t.notnull())
    limits = dict(marts.rows(moved.group_by("name").agg(t=moved.t.cast("float64").quantile(_ALL_BUT))))
    if not limits:
        return {}
    late = stays.filter(stays.stands, stays.name.isin(list(limits)))
    late = late.filter(late.t > late.name.cases(*limits.items()))
    return dict(marts.rows(late.group_by("name").agg(n=late.count())))


def waiting(marts: Marts, f: Filter, now: datetime, asked: Asked) -> Waiting:
    """Of the stays that had lasted so many days, how many left the line within the next step (a hazard).

    Steps are one day, or longer where stays last months; days are 24 hours. The chance rises from the step at which
    a split into before and after explains the losses best and shuffled steps do not (see `logic.changes`).
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    stage = _stage(marts, f, asked)
    here = visits(marts, f)
    here = here.filter(here.stage == stage)
    how = here.leaving.isin(GONE).ifelse("gone", (here.leaving == "").ifelse("open", "onward"))
    rows = here.select(day=(ibis.greatest(timed_t(here, until), 0) // _DAY).cast("int64"), how=how)
    counted = marts.rows(rows.group_by("day", "how").agg(n=rows.count()))
    by_day: dict[int, dict[str, int]] = {}
    undated = 0
    for day, ending, many in counted:
        if day is None:
            undated += many
        else:
            by_day.setdefault(day, {})[ending] = many
    steps = _steps(by_day)
    rise = _rise(steps)
    return Waiting(stage, sum(row[2] for row in counted), undated, steps, *rise, until)


def timed_t(here: Any, until: datetime) -> Any:
    """How long stays lasted, open ones until now, in calendar seconds; null without dates."""
    so_far = moment(until).delta(here.entered_at, unit="second")
    return (here.leaving != "").ifelse(here.calendar_seconds, so_far)


def _stage(marts: Marts, f: Filter, asked: Asked) -> str:
    _, stops = spine(marts, f, ())
    keys = [stop.key for stop in stops]
    if asked.stage in keys:
        return asked.stage
    lossy = max(funnel(marts, f).stages, key=lambda stage: stage.lost + stage.no_decision, default=None)
    return lossy.key if lossy else (keys[0] if keys else "")


def _steps(by_day: dict[int, dict[str, int]]) -> tuple[WaitedDay, ...]:
    """Steps of equal length while at least so many still wait; the chance in a step is of those at its beginning.

    Who is still open in the middle of a step was at risk in it for half of it (actuarial method, Böhmer 1912).
    """
    at_risk = sum(sum(ends.values()) for ends in by_day.values())
    length = _length(by_day)
    found = []
    for start in range(0, max(by_day, default=-1) + 1, length):
        ends = [by_day.get(day, {}) for day in range(start, start + length)]
        gone, on, still = (sum(one.get(how, 0) for one in ends) for how in ("gone", "onward", "open"))
        exposed = at_risk - still // 2
        if exposed < _LEAST:
            break
        found.append(
            WaitedDay(start, length, Share(min(gone, exposed), exposed), Share(min(on, exposed), exposed))
        )
        at_risk -= gone + on + still
    return tuple(found)


def _length(by_day: dict[int, dict[str, int]]) -> int:
    """How many days a step has, so that nine tenths of all stays fit into the most steps."""
    total, seen = sum(sum(ends.values()) for ends in by_day.values()), 0
    for day in sorted(by_day):
        seen += sum(by_day[day].values())
        if seen >= 0.9 * total:
            return max(1, -(-(day + 1) // _STEPS_MOST))
    return 1


def _rise(steps: tuple[WaitedDay, ...]) -> tuple[int | None, float | None, float | None, float | None]:
    """(day, chance before, chance after, p) of the rise that explains most; nothing where there is none."""
    found = changes([step.gone.k for step in steps], [step.gone.n for step in steps], level=_LEVEL, most=1)
    for one in found:
        if one.after > one.before:
            return steps[one.at].day, one.before, one.after, one.p
    return None, None, None, None
