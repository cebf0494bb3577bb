"""Which group loses more at which stage: what the map says about its stops."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

import ibis

from polku.insight.analyses.causes import is_told_after
from polku.insight.analyses.cohort import LOST, WON, arrived, cohort, onward, settled, visits, watched_until
from polku.insight.analyses.costs import timed_t
from polku.insight.analyses.parts import part_of
from polku.insight.analyses.shapes import weighed_visits
from polku.insight.analyses.sides import DECIDED, hardly_lost
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.differences import LEAST, false_discovery, p_of_shares, shares_apart
from polku.insight.logic.figures import Share
from polku.insight.logic.stage_losses import StageCause, StageCauses, StageLoss

ATTRIBUTES: Final[dict[str, str]] = {
    "source": "source",
    "segment": "segment",
    "owner": "owner_id",
    "team": "team_id",
    "product": "product",
    "campaign": "campaign",
    "customer_kind": "customer_kind",
}
_ALL_BUT: Final = 0.95
Counted = dict[tuple[str, str], dict[str, tuple[int, int]]]
"""By attribute and stage: each value with its deals and how many of them were lost there."""


def stage_causes(marts: Marts, f: Filter, now: datetime) -> StageCauses:
    """At each stage, each source, segment, person ... against all other deals there; false discoveries held to 5 %.

    Of the deals whose last stay at a stage ended in a move on or in a loss, the share that was lost there. What a group
    loses more than the others is weighed by the won share of those that moved on: so many wins. Where losses are hardly
    ever written down, deals that stand at a stage for longer than 95 of 100 of those that moved on count as lost there.
    Groups and their rest have 30 deals at least. A property that is known of those that moved on alone was written down
    afterwards: it is named, and not tested. What goes together need not cause. Of a part of the line, its stages alone.
    """
    f = settled(marts, f)
    is_stuck = hardly_lost(marts, f)
    counted = _standing_too_long(marts, f, now) if is_stuck else _lost(marts, f)
    if (part := part_of(marts, f)) is not None:
        counted = {key: values for key, values in counted.items() if key[1] in part.stages}
    late = tuple(
        name
        for name in ATTRIBUTES
        if any(is_told_after(_listed(values)) for (of, _), values in counted.items() if of == name)
    )
    later = _later(marts, f)
    whole = {stage: _sum(values) for (name, stage), values in counted.items() if name == "source"}
    stages = [StageLoss(stage, Share(k, n), later.get(stage, Share(0, 0))) for stage, (n, k) in whole.items()]
    stages.sort(key=lambda one: (-one.wins, -one.lost.k, one.stage))
    asked = [
        (name, stage, value, n, k)
        for (name, stage), values in counted.items()
        if name not in late
        for value, (n, k) in values.items()
        if n >= LEAST and whole[stage][0] - n >= LEAST
    ]
    p_values = [p_of_shares(k, n, whole[s][1] - k, whole[s][0] - n) for _, s, _, n, k in asked]
    found = []
    for (name, stage, value, n, k), p, q in zip(asked, p_values, false_discovery(p_values), strict=True):
        others, lost = whole[stage][0] - n, whole[stage][1] - k
        gap = shares_apart(k, n, lost, others)
        weight = n * (later[stage].share or 0.0) if stage in later else 0.0
        found.append(StageCause(stage, name, value, Share(k, n), Share(lost, others), gap, weight, p, q))
    found.sort(key=lambda one: (not one.is_finding, -one.wins, one.stage, one.attribute, one.value))
    deals = arrived(marts, f)
    (n,) = marts.rows(deals.agg(n=deals.count()))[0]
    return StageCauses(n, len(asked), tuple(stages), tuple(found), late, is_stuck)


def _lost(marts: Marts, f: Filter) -> Counted:
    """Counted by the shapes of walks: nothing here needs a clock."""
    shapes = marts.shapes
    ended = shapes.filter(shapes.last_of_stage, onward(shapes) | shapes.leaving.isin(LOST))
    ended = ended.select("shape_id", "stage", lost=ended.leaving.isin(LOST))
    cases = cohort(marts, f)
    found: Counted = defaultdict(dict)
    for name, column in ATTRIBUTES.items():
        grouped = cases.group_by("shape_id", value=cases[column]).agg(deals=cases.count())
        rows = ended.inner_join(grouped, "shape_id")
        _put(found, name, marts.rows(_summed(rows, rows.deals)))
    return found


def _standing_too_long(marts: Marts, f: Filter, now: datetime) -> Counted:
    """As `_lost`, with deals that stand too long as lost ones; that needs the stays themselves."""
    rows = visits(marts, f)
    until = watched_until(marts, f, now)
    stays = rows.filter(rows.last_of_stage).mutate(t=timed_t(rows, until), on=onward(rows))
    moved = stays.filter(stays.on, stays.t.notnull())
    limits = dict(marts.rows(moved.group_by("stage").agg(t=moved.t.cast("float64").quantile(_ALL_BUT))))
    limit = stays.stage.cast("string").cases(*limits.items()) if limits else ibis.null("float64")
    late = ((stays.leaving == "") & (stays.t > limit)).fill_null(ibis.literal(False))
    lost = stays.leaving.isin(LOST) | late
    ended = stays.mutate(lost=lost).filter(stays.on | lost).select("case_id", "stage", "lost")
    joined = ended.inner_join(cohort(marts, f).select("case_id", *ATTRIBUTES.values()), "case_id")
    found: Counted = defaultdict(dict)
    for name, column in ATTRIBUTES.items():
        valued = joined.mutate(value=joined[column], deals=ibis.literal(1).cast("int64"))
        _put(found, name, marts.rows(_summed(valued, valued.deals)))
    return found


def _summed(rows: Any, deals: Any) -> Any:
    return rows.group_by("stage", "value").agg(n=deals.sum(), lost=deals.sum(where=rows.lost))


def _put(found: Counted, name: str, rows: list[Any]) -> None:
    """Text without a value and none at all are one."""
    for stage, value, n, lost in rows:
        key = str(value or ("0" if name in ("owner", "team") else ""))
        before = found[name, stage].get(key, (0, 0))
        found[name, stage][key] = (before[0] + n, before[1] + (lost or 0))


def _later(marts: Marts, f: Filter) -> dict[str, Share]:
    """The won share of the decided deals that moved on from a stage."""
    rows = weighed_visits(marts, f, "outcome")
    moved = rows.filter(rows.last_of_stage, onward(rows), rows.outcome.isin(DECIDED))
    counted = moved.group_by("stage").agg(
        won=moved.deals.sum(where=moved.outcome.isin(WON)), n=moved.deals.sum()
    )
    return {stage: Share(won or 0, n) for stage, won, n in marts.rows(counted)}


def _sum(values: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(n for n, _ in values.values()), sum(k for _, k in values.values())


def _listed(values: dict[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    return [(value, n, k) for value, (n, k) in values.items()]
