"""Whether customers come back: from the first win to a later one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import by_clock, moment
from polku.insight.analyses.cohort import WON, cohort, watched_until, within
from polku.insight.analyses.satisfaction import COLUMNS, value_of
from polku.insight.analyses.survival import counted
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import FIRST_WIN, Asked
from polku.insight.logic.buyers import HORIZONS, Retention, ReturningGroup
from polku.insight.logic.figures import CurvePoint
from polku.insight.logic.survival import Counts, left_at

_DAY: Final = 86_400
_HOUR: Final = 3_600
_MANY: Final = 200_000
"""Customers above which times are cut to hours."""
_POINTS: Final = 60
"""So many steps a drawing has at most."""


def retention(marts: Marts, f: Filter, now: datetime, asked: Asked) -> Retention:
    """Customers by their first win and the time to the next one (Kaplan-Meier; those not back yet are censored now).

    The filter says which first wins count, by the deal that was won; any later win that the reader may see is a coming
    back, whatever its process, source or product. A win within a day of the first belongs to it. First wins are the
    first that are known here: who bought before the records begin counts as new.
    """
    attribute = asked.by if asked.by in COLUMNS else FIRST_WIN
    until = watched_until(marts, Filter(scope=f.scope), now)
    rows = first_wins(marts, f)
    n, returned = marts.rows(rows.agg(n=rows.count(), returned=rows.again_at.notnull().sum()))[0]
    back = rows.again_at.notnull()
    so_far = moment(until).delta(rows.first_at, unit="second")
    waited = back.ifelse(rows.again_at.delta(rows.first_at, unit="second"), so_far)
    value = quarter_of(marts, rows) if attribute == FIRST_WIN else value_of(rows, attribute)
    timed = rows.select(name=value, t=waited, ended=back.cast("int64"))
    counts = counted(marts, timed, step=_HOUR if n > _MANY else 1)
    longest = int(counts.t.max()) // _DAY if len(counts.t) else 0
    every = -(-longest // _POINTS) or 1
    grid = [days * _DAY for days in range(0, longest + 1, every)]
    deals = cohort(marts, f)
    undated = deals.filter(deals.outcome.isin(WON), deals.closed_at.isnull())
    (missing,) = marts.rows(undated.agg(n=undated.count()))[0]
    together = _whole(counts)
    return Retention(
        attribute=attribute,
        n=n,
        undated=missing,
        whole=ReturningGroup("", n, returned or 0, _at_horizons(together).get("", (None,) * len(HORIZONS))),
        groups=_groups(counts, attribute),
        curve=[point for point in left_at(together, grid).get("", ()) if point],
        censored_at=until,
    )


def first_wins(marts: Marts, f: Filter) -> Any:
    """One row per customer whose first win is of the filter: its deal, when it was, and when they came back."""
    cases = within(marts.cases, f.scope)
    wins = cases.filter(
        ~cases.voided.fill_null(False),
        cases.outcome.isin(WON),
        cases.closed_at.notnull(),
        cases.customer_id.notnull(),
    )
    by_time = ibis.window(group_by="customer_id", order_by=["closed_at", "case_id"])
    ranked = wins.mutate(turn=ibis.row_number().over(by_time))
    firsts = ranked.filter(ranked.turn == 0).select(
        "case_id", "customer_id", *COLUMNS.values(), first_at=ranked.closed_at
    )
    firsts = firsts.semi_join(cohort(marts, f), "case_id")
    again = _later(wins, firsts).group_by("customer_id").agg(again_at=lambda rows: rows.won_at.min())
    return firsts.left_join(again, "customer_id").drop("customer_id_right")


def next_wins(marts: Marts, f: Filter) -> Any:
    """The deals by which customers came back: of each the first win on a later day, with that of the first one."""
    firsts = first_wins(marts, f)
    firsts = firsts.filter(firsts.again_at.notnull())
    cases = within(marts.cases, f.scope)
    wins = cases.filter(~cases.voided.fill_null(False), cases.outcome.isin(WON))
    wins = wins.select("customer_id", next_id=wins.case_id, won_at=wins.closed_at)
    joined = firsts.inner_join(wins, "customer_id")
    joined = joined.filter(joined.won_at == joined.again_at)
    return joined.group_by("customer_id").agg(case_id=joined.next_id.min(), first_at=joined.first_at.min())


def quarter_of(marts: Marts, rows: Any) -> Any:
    """The quarter of the first win, as 2026-Q4."""
    first_at = by_clock(marts, rows.first_at)
    return first_at.year().cast("string") + "-Q" + first_at.quarter().cast("string")


def _later(wins: Any, firsts: Any) -> Any:
    both = wins.select("customer_id", won_at=wins.closed_at).inner_join(
        firsts.select("customer_id", "first_at"), "customer_id"
    )
    return both.filter(both.won_at.delta(both.first_at, unit="second") >= _DAY)


def _whole(counts: Counts) -> Counts:
    """All groups as one."""
    return Counts([""], counts.group * 0, counts.t, counts.ended, counts.n)


def _at_horizons(counts: Counts) -> dict[str, tuple[CurvePoint | None, ...]]:
    return left_at(counts, [days * _DAY for days in HORIZONS])


def _groups(counts: Counts, attribute: str) -> tuple[ReturningGroup, ...]:
    """The newest quarter first, other groups by their size."""
    back = _at_horizons(counts)
    found = []
    for name, points in back.items():
        mine = counts.group == counts.names.index(name)
        n, returned = counts.n[mine].sum(), (counts.n * counts.ended)[mine].sum()
        found.append(ReturningGroup(name, int(n), int(returned), points))
    if attribute == FIRST_WIN:
        found.sort(key=lambda one: one.value, reverse=True)
    else:
        found.sort(key=lambda one: (-one.n, one.value))
    return tuple(found)
