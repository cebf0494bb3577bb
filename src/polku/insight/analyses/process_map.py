"""All that the process map says: what is counted by the shapes of walks, time alone by visits."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from polku.insight.analyses.cohort import settled, visits, watched_until
from polku.insight.analyses.flows import steps
from polku.insight.analyses.funnel import funnel
from polku.insight.analyses.stays import whole_curves
from polku.insight.analyses.survival import curves
from polku.insight.analyses.times import working_rows
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Curve, MapFigures, StageFigures
from polku.insight.worktime import worked

_NOTHING: Final = Curve(0, 0, None, None)
_MINUTE: Final = 60


def map_figures(marts: Marts, f: Filter, now: datetime) -> MapFigures:
    """Funnel, steps, and working time per stage (counted in minutes: the map says hours and days)."""
    f = settled(marts, f.having(phases=()))
    until = watched_until(marts, f, now)
    whole = funnel(marts, f)
    times = working_times(marts, f, until)
    late = _late(marts, f, now, {s.key: s.spine.expected_seconds for s in whole.stages})
    stages = tuple(
        StageFigures(
            stage,
            times.get(stage.key, _NOTHING).median,
            times.get(stage.key, _NOTHING).n,
            late.get(stage.key, 0),
        )
        for stage in whole.stages
    )
    return MapFigures(whole.n, whole.won, whole.lost, whole.open, until, stages, steps(marts, f))


def working_times(marts: Marts, f: Filter, until: datetime) -> dict[str, Curve]:
    """Working time per stage in minutes."""
    if f.is_whole:
        return whole_curves(marts, f, until, step=_MINUTE)
    return curves(marts, working_rows(marts, visits(marts, f), until), drawn=False, step=_MINUTE)


def _late(marts: Marts, f: Filter, now: datetime, expected: dict[str, int | None]) -> dict[str, int]:
    """Deals that wait in a stage longer than its expected working time."""
    limits = {key: seconds for key, seconds in expected.items() if seconds is not None}
    rows = visits(marts, f)
    waiting = rows.filter(rows.leaving == "", rows.stage.isin(list(limits)))
    if not limits:
        return {}
    limit = waiting.stage.cast("string").cases(*limits.items())
    late = waiting.filter(worked(marts.calendar, now) - waiting.entered_work > limit)
    return dict(marts.rows(late.group_by("stage").agg(n=late.count())))
