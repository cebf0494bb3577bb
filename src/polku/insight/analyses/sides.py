"""Sums over groups of deals from which a price follows: won share, days and value, with and without something."""

from __future__ import annotations

from typing import Any, Final

import ibis

from polku.insight.analyses.cohort import WON, cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.differences import LEAST, Side

DECIDED: Final = (*WON, "lost", "no_decision")
_DAY: Final = 86_400.0
_SUMS: Final = ("n", "decided", "won", "timed", "days", "days_squared", "value", "value_squared")


def hardly_lost(marts: Marts, f: Filter) -> bool:
    """Whether hardly any loss is written down, as in the history of a lead list: what was not won just stands."""
    deals = cohort(marts, f)
    ((lost, won),) = marts.rows(
        deals.agg(lost=deals.outcome.isin(["lost", "no_decision"]).sum(), won=deals.outcome.isin(WON).sum())
    )
    found: bool = (lost or 0) < LEAST <= (won or 0)
    return found


def weighed(deals: Any) -> Any:
    """Deals with what is summed: whether decided and won, the days to it, what was won."""
    decided, won = deals.outcome.isin(DECIDED), deals.outcome.isin(WON)
    days = deals.closed_at.delta(deals.opened_at, unit="second").cast("float64") / _DAY
    worth = won.ifelse(deals.value_company_minor.fill_null(0), 0).cast("float64")
    return deals.mutate(
        is_decided=decided,
        is_won=won,
        took=decided.ifelse(days, ibis.null("float64")),
        worth=decided.ifelse(worth, 0.0),
    )


def sums(rows: Any) -> dict[str, Any]:
    """What to aggregate over weighed deals."""
    return {
        "n": rows.count(),
        "decided": rows.is_decided.sum(),
        "won": rows.is_won.sum(),
        "timed": rows.took.count(),
        "days": rows.took.sum(),
        "days_squared": (rows.took * rows.took).sum(),
        "value": rows.worth.sum(),
        "value_squared": (rows.worth * rows.worth).sum(),
    }


def side(row: tuple[Any, ...]) -> Side:
    """The last columns of a row, aggregated by `sums`, as a side."""
    return Side(*(value or 0 for value in row[-len(_SUMS) :]))


def added(sides: list[Side]) -> Side:
    """Several groups as one."""
    return Side(*(sum(getattr(one, name) for one in sides) for name in _SUMS))


WEIGHED: Final = ("case_id", "is_decided", "is_won", "took", "worth")
"""The columns of weighed deals that sums need, and the deal."""
