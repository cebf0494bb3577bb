"""The cohort on the line: reached, moved on, gone, still there, won in the end."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from polku.insight.analyses.cohort import WON, arrived, backward, cohort, onward, settled, spine
from polku.insight.analyses.parts import inside, part_of
from polku.insight.analyses.passing import travelled
from polku.insight.analyses.shapes import not_needed_between, weighed_visits
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import DropOut, Funnel, FunnelStage, Leaving, Spine
from polku.insight.logic.passing import AFTER
from polku.insight.logic.reasons import split_reasons

_COUNTS: Final = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won")


def funnel(marts: Marts, f: Filter) -> Funnel:
    """Where each deal of the cohort stands at each stage it ever reached; see `FunnelStage` for the sums.

    A stage that a rule called not needed for a deal was not skipped by it. Of a part of the line it counts the deals
    that came to it, and behind its stages all later ones as one.
    Lost and open deals stay in (Fact 8 of the architecture: a funnel without them lies).
    """
    f = settled(marts, f)
    found = {row[0]: row[1:] for row in marts.rows(_by_stage(weighed_visits(marts, f, "outcome")))}
    number, stops = spine(marts, f, [(key, row[0]) for key, row in found.items()])
    deals = cohort(marts, f)
    ranges = marts.rows(deals.group_by("low", "high", "outcome").agg(n=deals.count()))
    spared = not_needed_between(marts, f)
    stages = []
    for stop in stops:
        row = found.get(stop.key, (0,) * 10)
        passed = sum(n for low, high, _, n in ranges if low is not None and low < stop.position < high)
        passed -= sum(n for low, high, keys, n in spared if low < stop.position < high and stop.key in keys)
        counts = {name: n or 0 for name, n in zip(_COUNTS, row[1:9], strict=True)}
        stages.append(FunnelStage(stop, **counts, skipped=max(0, passed - (row[9] or 0))))
    came = arrived(marts, f)
    outcome: Counter[str] = Counter()
    for ended, n in (
        marts.rows(came.group_by("outcome").agg(n=came.count())) if f.phases else [row[2:] for row in ranges]
    ):
        outcome[ended] += n
    return Funnel(
        process=f.process,
        version=number,
        n=outcome.total(),
        won=sum(outcome[key] for key in WON),
        lost=outcome["lost"],
        paused=outcome["paused"],
        no_decision=outcome["no_decision"],
        open=outcome["open"],
        stages=tuple(stages),
        after=_after(marts, f),
    )


def _after(marts: Marts, f: Filter) -> FunnelStage | None:
    """The deals that got past the chosen part of the line, by what became of them; none where there is nothing behind.

    Won wherever they were; else `back` when they are not in a later stage now, or how they are there.
    """
    part = part_of(marts, f)
    if part is None or not part.after:
        return None
    deals = travelled(marts, f, part)
    past = deals.filter(deals.passed == 1)
    counts: Counter[str] = Counter()
    for outcome, is_behind, n in marts.rows(past.group_by("outcome", "is_behind").agg(n=past.count())):
        counts["won" if outcome in WON else (outcome if is_behind else "back")] += n
    names = ("back", "lost", "paused", "no_decision", "open", "won")
    told = {name: counts[name] for name in names}
    return FunnelStage(Spine(AFTER, len(part.stages)), counts.total(), counts["won"], **told)


def dropout(marts: Marts, f: Filter) -> DropOut:
    """Where deals leave the line, how, and for which reasons; a deal that came back is no drop-out of that stage."""
    f = settled(marts, f)
    whole = funnel(marts, f)
    rows = weighed_visits(marts, f, "reason")
    gone = rows.filter(rows.last_of_stage, rows.leaving.isin(["lost", "paused", "no_decision"]))
    if (part := part_of(marts, f)) is not None:
        gone = gone.filter(inside(gone, part))
    gone = gone.mutate(why=gone.is_last.ifelse(gone.reason.fill_null(""), ""))
    counted: dict[tuple[str, str, str], int] = {}
    for stage, leaving, why, n in marts.rows(
        gone.group_by("stage", "leaving", "why").agg(n=gone.deals.sum())
    ):
        for reason in split_reasons(why):
            key = (stage, leaving, reason)
            counted[key] = counted.get(key, 0) + n
    order = {stage.key: place for place, stage in enumerate(whole.stages)}
    reasons = [Leaving(*key, n) for key, n in counted.items()]
    reasons.sort(key=lambda row: (order[row.stage], -row.n, row.outcome, row.reason))
    return DropOut(whole.n, sum(stage.gone for stage in whole.stages), whole.stages, tuple(reasons))


def _by_stage(rows: Any) -> Any:
    inside = (rows.low < rows.position) & (rows.position < rows.high) & ~rows.is_spared
    last = rows.deals.sum(where=rows.last_of_stage)

    def those(condition: Any) -> Any:
        return rows.deals.sum(where=rows.last_of_stage & condition)

    return rows.group_by("stage").agg(
        position=rows.position.min(),
        reached=last,
        advanced=those(onward(rows)),
        back=those(backward(rows)),
        lost=those(rows.leaving == "lost"),
        paused=those(rows.leaving == "paused"),
        no_decision=those(rows.leaving == "no_decision"),
        open=those(rows.leaving == ""),
        won=those(rows.outcome.isin(WON)),
        inside=those(inside),
    )
