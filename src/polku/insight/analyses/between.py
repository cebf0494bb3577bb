"""How long deals take from one stage to another, and what becomes of those that never get there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import by_clock, moment
from polku.insight.analyses.cohort import settled, spine, visits, watched_until
from polku.insight.analyses.parts import Part, behind, inside, part_of
from polku.insight.analyses.survival import curves, with_quantiles
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.logic.figures import Curve
from polku.insight.logic.findings import Between, WeekTime
from polku.insight.logic.incidence import aalen_johansen, thinned
from polku.insight.logic.survival import QUANTILES
from polku.insight.worktime import worked

WON_IT: Final = "won"
REACHED: Final = "reached"
_NOTHING: Final = Curve(0, 0, None, None)
_MANY: Final = 20_000


def between(marts: Marts, f: Filter, now: datetime, asked: Asked) -> Between:
    """Kaplan-Meier on both clocks, Aalen-Johansen by outcome, and by the week of coming to the first stage.

    Of a part of the line, unless other ends are asked for: from first coming to it to first getting past it. Both ends
    are then said as ''.
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    stage, end = ends_of(marts, f, asked)
    with marts.held(passages(marts, f, stage, end, until).drop("case_id")) as passed:
        return _told(marts, passed, stage, end, until)


def _told(marts: Marts, passed: Any, stage: str, end: str, until: datetime) -> Between:
    counted = marts.rows(passed.group_by("outcome").agg(n=passed.count(), undated=passed.undated.sum()))
    counts = {row[0]: row[1] for row in counted}
    reached = (passed.outcome == REACHED).cast("int64")
    name = ibis.literal("all")
    work = passed.select(name=name, t=passed.working, ended=reached)
    days = passed.select(name=name, t=passed.calendar, ended=reached)
    working, calendar = (
        with_quantiles(marts, rows).get("all", (_NOTHING, (None,) * len(QUANTILES))) for rows in (work, days)
    )
    return Between(
        stage=stage,
        until=end,
        n=sum(counts.values()),
        undated=sum(row[2] or 0 for row in counted),
        reached=counts.get(REACHED, 0),
        open=counts.get("", 0),
        ended={key: n for key, n in sorted(counts.items()) if key not in ("", REACHED)},
        working=working[0],
        calendar=calendar[0],
        working_p95=working[0].p95,
        calendar_p95=calendar[0].p95,
        shares=thinned(aalen_johansen(_times(marts, passed, sum(counts.values())))),
        weeks=_weeks(marts, passed),
        censored_at=until,
    )


def ends_of(marts: Marts, f: Filter, asked: Asked) -> tuple[str, str]:
    """The two stages asked for; by default from the first of the line to the win, or through the chosen part of it."""
    _, stops = spine(marts, f.having(phases=()), ())
    keys = [stop.key for stop in stops]
    first = "" if f.phases or not keys else keys[0]
    stage = asked.stage if asked.stage in keys else first
    known = asked.until != stage and asked.until in (*keys, WON_IT)
    return stage, asked.until if known else ("" if f.phases else WON_IT)


def passages(marts: Marts, f: Filter, stage: str, end: str, until: datetime) -> Any:
    """One row per deal that came to the stage: seconds on both clocks, the outcome, when it came.

    The time of a deal that never got there runs until it left the line, or until now. Without a stage it begins at the
    first of the chosen part of the line, without an end it ends at the first behind that part, or by winning there.
    """
    part = part_of(marts, f) or Part((), ())
    after = _from_there_on(marts, f, stage, part)
    ends = _ends(after, end, part)
    both = after.left_join(ends, "case_id").select(*after.columns, ends.to_seq)
    within = both.filter(both.to_seq.isnull() | (both.seq < both.to_seq))
    done = within.leaving != ""
    so_far = moment(until).delta(within.entered_at, unit="second")
    work_so_far = worked(marts.calendar, until) - within.entered_work
    undated = within.entered_at.isnull() | (done & within.calendar_seconds.isnull())
    timed = within.mutate(
        work_t=done.ifelse(within.working_seconds, work_so_far),
        calendar_t=done.ifelse(within.calendar_seconds, so_far),
        no_date=undated.cast("int64"),
        how=within.is_last.ifelse(within.leaving.cast("string"), ""),
    )
    cases = timed.group_by("case_id").agg(
        work=timed.work_t.sum(),
        days=timed.calendar_t.sum(),
        undated=timed.no_date.max(),
        came_at=timed.entered_at.min(),
        got_there=timed.to_seq.notnull().max(),
        how=timed.how.max(),
    )
    dated = cases.undated == 0
    return cases.select(
        "case_id",
        "came_at",
        "undated",
        working=dated.ifelse(ibis.greatest(cases.work, 0), ibis.null("int64")),
        calendar=dated.ifelse(ibis.greatest(cases.days, 0), ibis.null("int64")),
        outcome=cases.got_there.ifelse(REACHED, cases.how),
    )


def _ends(after: Any, end: str, part: Part) -> Any:
    """Where each deal got there. The stay left by winning belongs to the time until then; one in a stage does not."""
    if end == WON_IT:
        won = after.filter(after.leaving == "won")
        return won.group_by("case_id").agg(to_seq=won.seq.min() + 1)
    is_there = after.stage == end if end else behind(after, part)
    marked = after.mutate(is_there=is_there & (after.seq > after.from_seq))
    is_won = marked.leaving.isin(["won", "finished"]) if not end else ibis.literal(False)
    arrived = marked.filter(marked.is_there | is_won)
    to = arrived.is_there.ifelse(arrived.seq, arrived.seq + 1)
    return arrived.group_by("case_id").agg(to_seq=to.min())


def _from_there_on(marts: Marts, f: Filter, stage: str, part: Part) -> Any:
    rows = visits(marts, f)
    here = rows.filter(rows.stage == stage) if stage else rows.filter(inside(rows, part))
    starts = here.group_by("case_id").agg(from_seq=here.seq.min())
    joined = rows.inner_join(starts, "case_id")
    joined = joined.filter(joined.seq >= joined.from_seq)
    return joined.select(
        "case_id", "stage", "seq", "from_seq", "leaving", "entered_at", "entered_work", "working_seconds",
        "calendar_seconds", "is_last",
    )  # fmt: skip


def _times(marts: Marts, passed: Any, n: int) -> list[tuple[float, str, int]]:
    """How many ended how at each second; of very many deals at each minute."""
    dated = passed.filter(passed.calendar.notnull())
    step = 60 if n > _MANY else 1
    t = dated.calendar if step == 1 else (dated.calendar // step) * step
    counted = dated.group_by(t=t, outcome=dated.outcome).agg(n=dated.count())
    return [(float(row[0]), row[1], row[2]) for row in marts.rows(counted)]


def _weeks(marts: Marts, passed: Any) -> tuple[WeekTime, ...]:
    dated = passed.filter(passed.came_at.notnull())
    name = by_clock(marts, dated.came_at).truncate("W").strftime("%Y-%m-%d")
    ended = (dated.outcome == REACHED).cast("int64")
    found = curves(marts, dated.select(name=name, t=dated.working, ended=ended), drawn=False)
    return tuple(WeekTime(date.fromisoformat(week), found[week]) for week in sorted(found))
