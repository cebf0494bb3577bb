"""The cohort by one dimension, and over time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from polku.insight.analyses.causes import is_told_after
from polku.insight.analyses.clock import by_clock
from polku.insight.analyses.cohort import WON, cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Breakdown, Group, Volume

COLUMNS: Final = {
    "source": "source",
    "campaign": "campaign",
    "product": "product",
    "owner": "owner_id",
    "team": "team_id",
    "version": "version_id",
    "customer_kind": "customer_kind",
    "segment": "segment",
}
DIMENSIONS: Final = (*COLUMNS, "period")


def by(marts: Marts, f: Filter, dimension: str) -> Breakdown:
    """How many deals, how many of them won so far, with the Wilson interval, per value of a dimension.

    `period` is the month of opening. Deals still open count as not won yet, so young groups look worse:
    compare groups of like age.
    """
    deals = cohort(marts, f)
    key = (
        by_clock(marts, deals.opened_at).strftime("%Y-%m")
        if dimension == "period"
        else deals[COLUMNS[dimension]].cast("string")
    )
    deals = deals.mutate(key=key.fill_null(""), is_won=deals.outcome.isin(WON))
    counted = deals.group_by("key").agg(
        n=deals.count(),
        won=deals.is_won.sum(),
        lost=deals.outcome.isin(["lost", "no_decision"]).sum(),
        open=deals.outcome.isin(["open", "paused"]).sum(),
        value=deals.value_company_minor.sum(where=deals.is_won),
    )
    groups = [
        Group(key, n, won, lost, still, int(value or 0))
        for key, n, won, lost, still, value in marts.rows(counted)
    ]
    groups.sort(key=lambda group: (group.key,) if dimension == "period" else (-group.n, group.key))
    late = dimension != "period" and is_told_after(
        [(group.key, group.n, group.n - group.won) for group in groups]
    )
    n, won = sum(group.n for group in groups), sum(group.won for group in groups)
    return Breakdown(dimension, n, won, tuple(groups), late)


def volume(marts: Marts, f: Filter) -> tuple[Volume, ...]:
    """What each month brought: deals opened by the month of opening, won and lost by the month of closing."""
    deals = cohort(marts, f)
    months: dict[str, dict[str, int]] = defaultdict(
        lambda: {"opened": 0, "won": 0, "lost": 0, "won_value_minor": 0}
    )
    opened = _month(marts, deals, deals.opened_at)
    for month, n in marts.rows(opened.group_by("month").agg(n=opened.count())):
        months[month]["opened"] = n
    closed = _month(marts, deals, deals.closed_at)
    closed = closed.mutate(is_won=closed.outcome.isin(WON))
    counted = closed.group_by("month").agg(
        won=closed.is_won.sum(),
        lost=(closed.outcome == "lost").sum(),
        value=closed.value_company_minor.sum(where=closed.is_won),
    )
    for month, won, lost, value in marts.rows(counted):
        months[month] |= {"won": won, "lost": lost, "won_value_minor": int(value or 0)}
    return tuple(Volume(month, **values) for month, values in sorted(months.items()))


def _month(marts: Marts, deals: Any, moment: Any) -> Any:
    dated = deals.filter(moment.notnull())
    return dated.mutate(month=by_clock(marts, moment).strftime("%Y-%m"))
