"""Deals by the shape of their walk: judged once per shape and weighed by its deals, not visit by visit."""

from __future__ import annotations

from typing import Any

from polku.insight.analyses.cohort import cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter


def weighed_visits(marts: Marts, f: Filter, *by: str) -> Any:
    """The visits of each shape with how many deals of the cohort have it (`deals`), split by columns of the cases."""
    cases = cohort(marts, f)
    return marts.shapes.inner_join(cases.group_by("shape_id", *by).agg(deals=cases.count()), "shape_id")
