"""How long deals stay in a stage, and how long it takes to win one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import WON, cohort, settled, spine, visits, watched_until
from polku.insight.analyses.stays import both_curves, whole_counts
from polku.insight.analyses.survival import curves, with_quantiles
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Curve, StageTime, StageTimes, TimeToWin
from polku.insight.logic.survival import QUANTILES
from polku.insight.worktime import worked

_NOTHING = Curve(0, 0, None, None)
_DAY = 86_400
_FIVE_MINUTES = 300
_MANY = 200_000
"""Visits above which stays are counted by five minutes."""


def stage_time(marts: Marts, f: Filter, now: datetime) -> StageTimes:
    """Kaplan-Meier per stage over its visits: a visit ends when the deal leaves the stage, whichever way.

    Visits still going on count as "at least so long" (a plain median of finished ones flatters a stage that is
    clogged now). Rows without dates are counted and in no curve; so are stays that a new version of the process
    carried on under another stage, which have dates. Of very many visits times are cut to five minutes: the figures
    are said in tenths of an hour or longer.
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    counts = whole_counts(marts, f) if f.is_whole else _counts(marts, visits(marts, f))
    is_many = sum(row[1] for row in counts.values()) > _MANY
    if is_many and f.is_whole:
        working, calendar = both_curves(marts, f, until, step=_FIVE_MINUTES)
    else:
        rows, step = visits(marts, f), _FIVE_MINUTES if is_many else 1
        working = curves(marts, working_rows(marts, rows, until), step=step)
        calendar = curves(marts, calendar_rows(rows, until), step=step)
    _, stops = spine(marts, f, [(key, row[0]) for key, row in counts.items()])
    return StageTimes(
        until,
        tuple(
            StageTime(
                stop,
                counts.get(stop.key, (0, 0, 0))[1],
                counts.get(stop.key, (0, 0, 0))[2],
                working.get(stop.key, _NOTHING),
                calendar.get(stop.key, _NOTHING),
            )
            for stop in stops
        ),
    )


def _counts(marts: Marts, rows: Any) -> dict[str, tuple[int, int, int]]:
    """Per stage its place, how many visits it had and how many of them say no time."""
    undated = rows.entered_at.isnull() | (left(rows) & rows.calendar_seconds.isnull())
    counted = rows.group_by("stage").agg(
        position=rows.position.min(), visits=rows.count(), undated=undated.sum()
    )
    return {row[0]: row[1:] for row in marts.rows(counted)}


def left(rows: Any) -> Any:
    """Stays that ended by a step of the sale: going on, and carried on by a new version, are none."""
    return ~rows.leaving.isin(["", "mapped"])


def working_rows(marts: Marts, rows: Any, until: datetime) -> Any:
    """Visits as (stage, working seconds, whether ended)."""
    ended = rows.leaving != ""
    so_far = worked(marts.calendar, until) - rows.entered_work
    return rows.select(
        name=rows.stage, t=ended.ifelse(rows.working_seconds, so_far), ended=ended.cast("int64")
    )


def calendar_rows(rows: Any, until: datetime) -> Any:
    """Visits as (stage, calendar seconds, whether ended)."""
    ended = rows.leaving != ""
    so_far = moment(until).delta(rows.entered_at, unit="second")
    return rows.select(
        name=rows.stage, t=ended.ifelse(rows.calendar_seconds, so_far), ended=ended.cast("int64")
    )


def time_to_win(marts: Marts, f: Filter, now: datetime) -> TimeToWin:
    """From opening to winning; see `TimeToWin` for what each median says."""
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    deals = cohort(marts, f)
    won = deals.outcome.isin(WON)
    dated = deals.opened_at.notnull() & (~won | deals.closed_at.notnull())
    deals = deals.mutate(is_won=won, dated=dated)
    known = deals.filter(deals.dated)
    days = known.closed_at.delta(known.opened_at, unit="second")
    hours = known.closed_work - known.opened_work
    n, of, median_days, median_work = marts.rows(
        known.agg(
            n=known.is_won.sum(),
            of=known.count(),
            days=known.is_won.ifelse(days.cast("float64"), ibis.null()).median(),
            work=known.is_won.ifelse(hours.cast("float64"), ibis.null()).median(),
        )
    )[0]
    (undated,) = marts.rows(deals.agg(n=(~deals.dated).sum()))[0]
    so_far = moment(until).delta(known.opened_at, unit="second")
    ended = known.is_won.cast("int64")
    by_days = known.select(name=ibis.literal("won"), t=known.is_won.ifelse(days, so_far), ended=ended)
    work_so_far = worked(marts.calendar, until) - known.opened_work
    by_work = known.select(name=ibis.literal("won"), t=known.is_won.ifelse(hours, work_so_far), ended=ended)
    curve, quantiles = with_quantiles(marts, by_days).get("won", (_NOTHING, (None,) * len(QUANTILES)))
    work_curve = curves(marts, by_work, drawn=False).get("won", _NOTHING)
    delivered, delivering = _delivered(marts, f, known)
    return TimeToWin(
        n=n or 0,
        of=of,
        undated=undated or 0,
        median_days_of_wins=_part(median_days, _DAY),
        median_days=_part(curve.median, _DAY),
        median_working_hours_of_wins=_part(median_work, 3600),
        median_working_hours=_part(work_curve.median, 3600),
        censored_at=until,
        quantiles=tuple(
            sorted((share, _part(t, _DAY)) for share, t in list(zip(QUANTILES, quantiles, strict=True))[:5])
        ),
        curve=curve,
        delivered=delivered,
        median_days_delivered=_part(delivering, _DAY),
    )


def _delivered(marts: Marts, f: Filter, known: Any) -> tuple[int, float | None]:
    """How many of the wins left the last stage of delivering, and the median seconds from the win to there."""
    _, stops = spine(marts, f, ())
    stages = [stop.key for stop in stops if stop.phase == "deliver"]
    if not stages:
        return 0, None
    left = marts.visits.filter(
        marts.visits.stage == stages[-1],
        marts.visits.leaving.isin(("moved", "finished")),
        marts.visits.left_at.notnull(),
    )
    left = left.group_by("case_id").agg(done_at=left.left_at.max())
    won = known.filter(known.is_won).select("case_id", "closed_at").inner_join(left, "case_id")
    took = won.done_at.delta(won.closed_at, unit="second").cast("float64")
    n, median = marts.rows(won.agg(n=won.count(), took=took.median()))[0]
    return n or 0, median


def _part(seconds: float | None, unit: int) -> float | None:
    return None if seconds is None else seconds / unit
