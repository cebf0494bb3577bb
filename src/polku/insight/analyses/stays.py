"""Times of a whole process from the stays that were counted when the marts were made; see `marts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

from polku.insight.analyses.cohort import process_ids
from polku.insight.analyses.survival import column, named
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Curve
from polku.insight.logic.survival import Counts, curves_of
from polku.insight.worktime import worked


def whole_curves(
    marts: Marts, f: Filter, until: datetime, *, is_work: bool, step: int, drawn: bool
) -> dict[str, Curve]:
    """A curve per stage of a filter that leaves nothing out; `step` is minutes, or five minutes."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    stays = _of(marts, f)
    stays = stays.filter(stays.is_work == ibis.literal(is_work), stays.t.notnull())
    table = marts.arrow(stays.select("stage", "t", "n", ended=stays.ended.cast("int64")))
    names, group = named(table["stage"])
    t, ended, n = (column(table[key]) for key in ("t", "ended", "n"))
    # The second of now does not stand in the question, so that it is made SQL once.
    now = worked(marts.calendar, until) if is_work else int(until.timestamp() // 1)
    t = np.where(ended, t, np.maximum(now - t, 0)) // step * step
    counts = Counts(names, group, t, ended, n)
    return {name: curve for name, (curve, _) in curves_of(counts, drawn=drawn).items()}


def whole_counts(marts: Marts, f: Filter) -> dict[str, tuple[int, int, int]]:
    """Per stage its place, how many visits it had and how many of them say no time."""
    stays = _of(marts, f)
    stays = stays.filter(stays.is_work)
    counted = stays.group_by("stage", "position", "undated").agg(n=stays.n.sum().cast("int64"))
    found: dict[str, tuple[int, int, int]] = {}
    for stage, position, undated, n in marts.rows(counted.filter(counted.n > 0)):
        place, visits, without = found.get(stage, (position, 0, 0))
        found[stage] = (min(place, position), visits + n, without + (n if undated else 0))
    return found


def _of(marts: Marts, f: Filter) -> Any:
    return marts.stays.filter(marts.stays.process_id.isin(process_ids(marts, f.process)))
