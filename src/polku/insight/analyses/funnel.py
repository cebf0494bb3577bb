"""The cohort on the line: reached, moved on, gone, still there, won in the end."""

from __future__ import annotations

from typing import Any, Final

from polku.insight.analyses.cohort import WON, backward, cohort, onward, settled, spine, visits
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import DropOut, Funnel, FunnelStage, Leaving
from polku.insight.logic.reasons import split_reasons

_COUNTS: Final = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won")


def funnel(marts: Marts, f: Filter) -> Funnel:
    """Where each deal of the cohort stands at each stage it ever reached; see `FunnelStage` for the sums.

    Lost and open deals stay in (Fact 8 of the architecture: a funnel without them lies).
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    found = {row[0]: row[1:] for row in marts.rows(_by_stage(rows))}
    number, stops = spine(marts, f, [(key, row[0]) for key, row in found.items()])
    deals = cohort(marts, f)
    between = marts.rows(deals.group_by("low", "high").agg(n=deals.count()))
    stages = []
    for stop in stops:
        row = found.get(stop.key, (0,) * 10)
        passed = sum(n for low, high, n in between if low is not None and low < stop.position < high)
        counts = dict(zip(_COUNTS, row[1:9], strict=True))
        stages.append(FunnelStage(stop, **counts, skipped=max(0, passed - row[9])))
    outcome = dict(marts.rows(deals.group_by("outcome").agg(n=deals.count())))
    return Funnel(
        process=f.process,
        version=number,
        n=sum(outcome.values()),
        won=sum(outcome.get(key, 0) for key in WON),
        lost=outcome.get("lost", 0),
        paused=outcome.get("paused", 0),
        no_decision=outcome.get("no_decision", 0),
        open=outcome.get("open", 0),
        stages=tuple(stages),
    )


def dropout(marts: Marts, f: Filter) -> DropOut:
    """Where deals leave the line, how, and for which reasons; a deal that came back is no drop-out of that stage."""
    f = settled(marts, f)
    whole = funnel(marts, f)
    rows = visits(marts, f)
    gone = rows.filter(rows.last_of_stage, rows.leaving.isin(["lost", "paused", "no_decision"]))
    gone = gone.mutate(why=gone.is_last.ifelse(gone.reason.fill_null(""), ""))
    counted: dict[tuple[str, str, str], int] = {}
    for stage, leaving, why, n in marts.rows(gone.group_by("stage", "leaving", "why").agg(n=gone.count())):
        for reason in split_reasons(why):
            key = (stage, leaving, reason)
            counted[key] = counted.get(key, 0) + n
    order = {stage.key: place for place, stage in enumerate(whole.stages)}
    reasons = [Leaving(*key, n) for key, n in counted.items()]
    reasons.sort(key=lambda row: (order[row.stage], -row.n, row.outcome, row.reason))
    return DropOut(whole.n, sum(stage.gone for stage in whole.stages), whole.stages, tuple(reasons))


def _by_stage(rows: Any) -> Any:
    last = rows.last_of_stage
    inside = (rows.low < rows.position) & (rows.position < rows.high)
    return rows.group_by("stage").agg(
        position=rows.position.min(),
        reached=last.sum(),
        advanced=(last & onward(rows)).sum(),
        back=(last & backward(rows)).sum(),
        lost=(last & (rows.leaving == "lost")).sum(),
        paused=(last & (rows.leaving == "paused")).sum(),
        no_decision=(last & (rows.leaving == "no_decision")).sum(),
        open=(last & (rows.leaving == "")).sum(),
        won=(last & rows.outcome.isin(WON)).sum(),
        inside=(last & inside).sum(),
    )
