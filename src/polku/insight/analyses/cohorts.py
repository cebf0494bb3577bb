"""The three conversions by the week or month in which deals were opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from polku.insight.analyses.clock import by_clock
from polku.insight.analyses.cohort import WON, cohort, onward, settled, visits
from polku.insight.analyses.funnel import funnel
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import MONTH, WEEK, Asked
from polku.insight.logic.findings import Cohort, Cohorts


def cohorts(marts: Marts, f: Filter, asked: Asked) -> Cohorts:
    """At one stage (by default where most are lost): reached ever, moved on, won in the end, per period of opening.

    Young periods look worse because their deals are still open; how many says the last column.
    """
    f = settled(marts, f)
    stages = funnel(marts, f).stages
    most = max(stages, key=lambda stage: (stage.lost, stage.reached), default=None)
    known = {stage.key for stage in stages}
    stage = asked.stage if asked.stage in known else (most.key if most else "")
    per = asked.per or MONTH
    unit = "W" if per == WEEK else "M"
    deals = cohort(marts, f)
    deals = deals.filter(deals.opened_at.notnull())
    deals = deals.mutate(period=by_clock(marts, deals.opened_at).truncate(unit).date())
    whole = deals.group_by("period").agg(n=deals.count(), open=deals.outcome.isin(["open", "paused"]).sum())
    rows = visits(marts, f)
    here = rows.filter(rows.stage == stage, rows.last_of_stage).inner_join(
        deals.select("case_id", "period"), "case_id"
    )
    at_stage = here.group_by("period").agg(
        reached=here.count(), advanced=onward(here).sum(), won=here.outcome.isin(WON).sum()
    )
    found = {row[0]: row[1:] for row in marts.rows(at_stage)}
    periods = sorted(marts.rows(whole))
    return Cohorts(
        stage,
        per,
        sum(row[1] for row in periods),
        tuple(_cohort(period, n, open_ or 0, found.get(period)) for period, n, open_ in periods),
    )


def _cohort(period: date, n: int, still_open: int, at_stage: Sequence[int | None] | None) -> Cohort:
    reached, advanced, won = (value or 0 for value in at_stage or (0, 0, 0))
    return Cohort(period, n, reached, advanced, won, still_open)
