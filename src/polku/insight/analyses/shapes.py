"""Deals by the shape of their walk: judged once per shape and weighed by its deals, not visit by visit."""

from __future__ import annotations

from typing import Any, Final

import ibis

from polku.insight.analyses.cohort import cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.deviations import not_needed_of


def weighed_visits(marts: Marts, f: Filter, *by: str) -> Any:
    """The visits of each shape with how many deals of the cohort have it (`deals`), split by columns of the cases."""
    cases = cohort(marts, f)
    return marts.shapes.inner_join(cases.group_by("shape_id", *by).agg(deals=cases.count()), "shape_id")


NOT_NEEDED: Final = "not_needed_ever"
"""The stages that a rule called not needed for a deal at some step of it, as `a,b`."""


def with_not_needed(marts: Marts, deals: Any) -> Any:
    """Deals with `NOT_NEEDED`; where no rule ever said so, nothing is joined for it."""
    if not _sparing(marts):
        return deals.mutate(**{NOT_NEEDED: ibis.literal("")})
    known = marts.shapes.filter(marts.shapes[NOT_NEEDED] != "").select("shape_id", NOT_NEEDED).distinct()
    both = deals.left_join(known, "shape_id")
    return both.select(*deals.columns, **{NOT_NEEDED: both[NOT_NEEDED].fill_null("")})


def shapes_sparing(marts: Marts, stage: str) -> list[int]:
    """The shapes whose deals a rule let leave out a stage."""
    return [shape for shape, listed in _sparing(marts).items() if stage in listed]


def not_needed_between(marts: Marts, f: Filter) -> list[tuple[int, int, tuple[str, ...], int]]:
    """Deals that did not need some stages: (low, high, those stages, how many)."""
    sparing = _sparing(marts)
    if not sparing:
        return []
    deals = cohort(marts, f)
    deals = deals.filter(deals.shape_id.isin(list(sparing)), deals.low.notnull())
    counted = marts.rows(deals.group_by("low", "high", "shape_id").agg(n=deals.count()))
    return [(low, high, sparing[shape], n) for low, high, shape, n in counted]


def _sparing(marts: Marts) -> dict[int, tuple[str, ...]]:
    """The stages not needed, by the shapes that know any; read once per state of the marts."""
    if NOT_NEEDED not in marts.kept:
        shapes = marts.shapes.filter(marts.shapes[NOT_NEEDED] != "")
        rows = marts.rows(shapes.select("shape_id", NOT_NEEDED).distinct())
        marts.kept[NOT_NEEDED] = {shape: not_needed_of([listed]) for shape, listed in rows}
    found: dict[int, tuple[str, ...]] = marts.kept[NOT_NEEDED]
    return found
