"""What stands where, week by week: the cumulative flow diagram."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from polku.insight.analyses.clock import by_clock, day_by_clock
from polku.insight.analyses.cohort import settled, spine, visits, watched_until
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.findings import CumulativeFlow, FlowWeek

_WEEK = timedelta(weeks=1)


def cumulative_flow(marts: Marts, f: Filter, now: datetime) -> CumulativeFlow:
    """Comings and goings by week (from Monday), added up: one band per stage, below them what ended.

    A stay without dates is in no band. A deal that came back from a pause stands in its stage again.
    """
    f = settled(marts, f)
    until = day_by_clock(marts, watched_until(marts, f, now))
    rows = visits(marts, f)
    undated = rows.entered_at.isnull() | ((rows.leaving != "") & rows.left_at.isnull())
    (missing,) = marts.rows(rows.agg(n=undated.sum()))[0]
    dated = rows.filter(~undated)
    came = _by_week(marts, dated, dated.entered_at, dated.stage.cast("string"))
    left = _by_week(
        marts, dated.filter(dated.leaving != ""), dated.left_at, dated.stage.cast("string"), with_leaving=True
    )
    firsts = dated.group_by("case_id").agg(at=dated.entered_at.min())
    opened = _by_week(marts, firsts, firsts.at, ibis.literal("opened"))
    (n,) = marts.rows(rows.agg(n=rows.case_id.nunique()))[0]
    _, stops = spine(marts, f, [(key, 99) for key in sorted({key for _, key, _ in came})])
    stages = tuple(stop.key for stop in stops)
    return CumulativeFlow(n or 0, missing or 0, stages, _weeks(came, left, opened, stages, until))


def _by_week(
    marts: Marts, rows: Any, at: Any, key: Any, *, with_leaving: bool = False
) -> list[tuple[date, str, Any]]:
    """(Monday, key, n), or with the leaving (Monday, key, (leaving, n))."""
    made = rows.select(
        week=by_clock(marts, at).truncate("W").date(),
        key=key,
        **({"how": _last(rows)} if with_leaving else {}),
    )
    groups = ["week", "key", *(["how"] if with_leaving else [])]
    found = marts.rows(made.group_by(*groups).agg(n=made.count()))
    return [(row[0], row[1], (row[2], row[3]) if with_leaving else row[2]) for row in found]


def _last(rows: Any) -> Any:
    """How the last stay was left: a win that is followed by stages of delivering has not ended yet."""
    return rows.is_last.ifelse(rows.leaving.cast("string"), "moved")


def _weeks(
    came: list[tuple[date, str, Any]],
    left: list[tuple[date, str, Any]],
    opened: list[tuple[date, str, Any]],
    stages: tuple[str, ...],
    until: date,
) -> tuple[FlowWeek, ...]:
    change: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for week, stage, n in came:
        change[week][stage] += n
    for week, stage, (how, n) in left:
        change[week][stage] -= n
        change[week]["/ended"] += n if how in ("won", "finished") else 0
    for week, _, n in opened:
        change[week]["/opened"] += n
    if not change:
        return ()
    found, week = [], min(change)
    now: dict[str, int] = defaultdict(int)
    total = ended = 0
    while week <= until:
        here = change.get(week, {})
        for stage in stages:
            now[stage] += here.get(stage, 0)
        total += here.get("/opened", 0)
        ended += here.get("/ended", 0)
        present = {stage: now[stage] for stage in stages}
        gone = max(0, total - sum(present.values()) - ended)
        found.append(FlowWeek(week, present, ended, gone, here.get("/opened", 0)))
        week += _WEEK
    return tuple(found)
