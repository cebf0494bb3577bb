"""How content buyers say they are: the last score of each deal, by group."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import ibis

from polku.insight.analyses.cohort import cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import ANSWERED, PERIOD, Asked
from polku.insight.logic.buyers import SCORES, Satisfaction, ScoredGroup, Scores

COLUMNS: Final = {
    "source": "source", "campaign": "campaign", "segment": "segment", "product": "product", "owner": "owner_id",
    "team": "team_id",
}  # fmt: skip


def satisfaction(marts: Marts, f: Filter, asked: Asked) -> Satisfaction:
    """Of the deals whose buyers said how content they are: the scores, by month of saying so or by another group.

    A deal counts once, by its last score, at the stage where it was then. What differs between groups goes with them.
    """
    attribute = ANSWERED if asked.by in ("", PERIOD) else asked.by
    said = last_scores(marts, f)
    value = value_of(said, attribute)
    rows = marts.rows(said.group_by(value=value, score=said.score).agg(n=said.count()))
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for text, score, n in rows:
        counts[text][score] += n
    groups = [ScoredGroup(key, Scores(tuple(one[score] for score in SCORES))) for key, one in counts.items()]
    if attribute == ANSWERED:
        groups.sort(key=lambda one: one.value, reverse=True)
    else:
        groups.sort(key=lambda one: (-one.scores.n, one.value))
    whole = Scores(tuple(sum(one.scores.counts[score - 1] for one in groups) for score in SCORES))
    deals = cohort(marts, f)
    (n,) = marts.rows(deals.agg(n=deals.count()))[0]
    return Satisfaction(attribute, n, whole, tuple(groups))


def last_scores(marts: Marts, f: Filter) -> Any:
    """One row per deal with a score: the last one, when and at which stage it was given, and the deal's groups."""
    deals = cohort(marts, f).select("case_id", *COLUMNS.values())
    given = marts.opinions.filter(marts.opinions.score.isin(SCORES), marts.opinions["at"].notnull())
    given = given.inner_join(deals, "case_id")
    newest = ibis.window(group_by="case_id", order_by=[ibis.desc("at"), ibis.desc("opinion_id")])
    return given.mutate(turn=ibis.row_number().over(newest)).filter(lambda rows: rows.turn == 0)


def value_of(rows: Any, attribute: str) -> Any:
    """The group of each row as text, '' or 0 where nothing is known."""
    if attribute == ANSWERED:
        return rows["at"].strftime("%Y-%m")
    if attribute == "stage":
        return rows.stage.cast("string").fill_null("")
    column = rows[COLUMNS[attribute]].cast("string")
    return column.fill_null("0" if attribute in ("owner", "team") else "")
