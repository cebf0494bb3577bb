"""Times of a whole process from the stays that were counted when the marts were made; see `marts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polku.insight.analyses.cohort import process_ids
from polku.insight.analyses.survival import column, named
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Curve
from polku.insight.logic.survival import Counts, curves_of
from polku.insight.worktime import worked


def whole_curves(marts: Marts, f: Filter, until: datetime, *, step: int) -> dict[str, Curve]:
    """An undrawn curve of working time per stage, of a filter that leaves nothing out; `step` is whole minutes."""
    (table,) = _tables(marts, f, (True,))
    return _curves(table, worked(marts.calendar, until), step=step, drawn=False)


def both_curves(
    marts: Marts, f: Filter, until: datetime, *, step: int
) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """Drawn curves per stage of working time and of the calendar's; `step` is five minutes, or some of them."""
    work, calendar = _tables(marts, f, (True, False))
    now = int(until.timestamp() // 1)
    return (
        _curves(work, worked(marts.calendar, until), step=step, drawn=True),
        _curves(calendar, now, step=step, drawn=True),
    )


def _tables(marts: Marts, f: Filter, clocks: tuple[bool, ...]) -> list[Any]:
    """The counted stays by clock; the second of now does not stand in the question, so that it is made SQL once."""
    import pyarrow.compute as pc  # noqa: PLC0415 -- heavy library, loaded on first use

    def asked() -> Any:
        stays = _of(marts, f)
        wanted = [stays.t.notnull(), *([stays.is_work] if clocks == (True,) else [])]
        return stays.filter(*wanted).select("stage", "t", "n", "ended", "is_work")

    table = marts.arrow(marts.put(("stays", f.process, clocks), asked))
    if clocks == (True,):
        return [table]
    return [table.filter(table["is_work"] if clock else pc.invert(table["is_work"])) for clock in clocks]


def _curves(table: Any, now: int, *, step: int, drawn: bool) -> dict[str, Curve]:
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    names, group = named(table["stage"])
    t, ended, n = (column(table[key]) for key in ("t", "ended", "n"))
    t = np.where(ended, t, np.maximum(now - t, 0)) // step * step
    counts = Counts(names, group, t, ended, n)
    return {name: curve for name, (curve, _) in curves_of(counts, drawn=drawn).items()}


def whole_counts(marts: Marts, f: Filter) -> dict[str, tuple[int, int, int]]:
    """Per stage its place, how many visits it had and how many of them say no time."""

    def asked() -> Any:
        stays = _of(marts, f)
        stays = stays.filter(stays.is_work)
        counted = stays.group_by("stage", "position", "undated").agg(n=stays.n.sum().cast("int64"))
        return counted.filter(counted.n > 0)

    found: dict[str, tuple[int, int, int]] = {}
    for stage, position, undated, n in marts.rows(marts.put(("visits", f.process), asked)):
        place, visits, without = found.get(stage, (position, 0, 0))
        found[stage] = (min(place, position), visits + n, without + (n if undated else 0))
    return found


def _of(marts: Marts, f: Filter) -> Any:
    return marts.stays.filter(marts.stays.process_id.isin(process_ids(marts, f.process)))
