"""Every figure: scoped, level with the log, and kept for the next reader. Pages, API and CLI ask here.

`now` is cut to five minutes, so that open deals age in steps and a figure asked twice is computed once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from threading import Lock
from typing import Any, Final, TypeVar, cast

from polku.access.logic import Scope
from polku.insight import sources
from polku.insight.engine import Marts, chosen
from polku.insight.filters import Drill, Filter
from polku.insight.logic import figures
from polku.insight.logic.stage_losses import StageCauses
from polku.kernel.words import Text

T = TypeVar("T")
KEPT: Final = 256
STEP: Final = timedelta(minutes=5)
DIMENSIONS: Final = (
    "source", "campaign", "product", "owner", "team", "version", "customer_kind", "segment", "period",
)  # fmt: skip

KNOWING_PHASES: Final = frozenset(
    {
        "funnel", "dropout", "stage_time", "moves", "between", "cohorts", "rework", "bottlenecks", "waiting",
        "stage_causes", "passing",
    }
)  # fmt: skip
"""The analyses that can be of a part of the line; all others are of the whole, whatever phases are chosen."""

_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()


def funnel(f: Filter) -> figures.Funnel:
    """Reached, moved on, gone, still there, won in the end, per stage."""
    return cast(figures.Funnel, _figure("funnel", "funnel", f))


def dropout(f: Filter) -> figures.DropOut:
    """Where deals leave the line, how and why."""
    return cast(figures.DropOut, _figure("funnel", "dropout", f))


def stage_time(f: Filter, now: datetime) -> figures.StageTimes:
    """Time in every stage, open deals censored."""
    return cast(figures.StageTimes, _figure("times", "stage_time", f, now=_step(now)))


def time_to_win(f: Filter, now: datetime) -> figures.TimeToWin:
    """From opening to winning."""
    return cast(figures.TimeToWin, _figure("times", "time_to_win", f, now=_step(now)))


def moves(f: Filter) -> figures.Moves:
    """Steps between stages."""
    return cast(figures.Moves, _figure("flows", "moves", f))


def variants(f: Filter, *, most: int = 100) -> figures.Variants:
    """Whole sequences of stages."""
    return cast(figures.Variants, _figure("flows", "variants", f, most=most))


def conformance(f: Filter) -> figures.Conformance:
    """Where the lived process leaves the designed one."""
    return cast(figures.Conformance, _figure("flows", "conformance", f))


def by(f: Filter, dimension: str) -> figures.Breakdown:
    """The cohort by one of `DIMENSIONS`."""
    return cast(figures.Breakdown, _figure("groups", "by", f, dimension=dimension))


def volume(f: Filter) -> tuple[figures.Volume, ...]:
    """Opened, won and lost per month."""
    return cast("tuple[figures.Volume, ...]", _figure("groups", "volume", f))


def stage_figures(f: Filter, now: datetime) -> figures.MapFigures:
    """All that the process map says; stops in the order of the newest version of `f.process`."""
    return cast(figures.MapFigures, _figure("process_map", "map_figures", f, now=_step(now)))


def stage_causes(f: Filter, now: datetime) -> StageCauses:
    """Which group loses more at which stage; the map and the page of causes ask alike."""
    return cast(StageCauses, finding("stage_causes", "stage_causes", f, now=now))


def finding(module: str, name: str, f: Filter, **given: Any) -> Any:
    """A figure of `analyses.<module>` by the name of its function; `sights` types what comes back."""
    if "now" in given:
        given["now"] = _step(given["now"])
    return _figure(module, name, f, **given)


def main_process(f: Filter) -> str:
    """The process that figures of a line are about when none was chosen: the one with most deals."""

    def settled(marts: Marts, f: Filter) -> str:
        return cast(str, import_module("polku.insight.analyses.cohort").settled(marts, f).process)

    return _cached("main_process", f, (), settled)


def drilled(token: str, *, scope: Scope, now: datetime, most: int = 10_000) -> list[int]:
    """The ids of the deals behind a figure, newest first, within the scope of who asks; at most `most`.

    The list of deals applies its own right again. Raises: NotFound for a token not signed here.
    """
    return case_ids(Drill.read(token, scope=scope), now=now, most=most)


def case_ids(drill: Drill, *, now: datetime, most: int = 10_000) -> list[int]:
    """As `drilled`, for a drill at hand."""
    analysis = import_module("polku.insight.analyses.rows").drill
    with chosen().marts() as marts:
        return [row[0] for row in marts.rows(analysis(marts, drill, _step(now)).limit(most))]


def knows_phases(figure: str) -> bool:
    """Whether a figure or report by its name can be of a part of the line."""
    return figure.replace("-", "_").removesuffix("_weeks") in KNOWING_PHASES


def phases(f: Filter) -> tuple[str, ...]:
    """The phases of a process in the order of its line; of the one with most deals, where none is chosen."""

    def found(marts: Marts, f: Filter) -> tuple[str, ...]:
        known = import_module("polku.insight.analyses.parts").phases_of(marts, f.process)
        return cast("tuple[str, ...]", known)

    return _cached("phases", Filter(scope=f.scope, process=f.process or main_process(f)), (), found)


def part(f: Filter) -> tuple[str, ...]:
    """The stages of the chosen part of the line; none where no phase is chosen, or the process has none such."""

    def found(marts: Marts, f: Filter) -> tuple[str, ...]:
        known = import_module("polku.insight.analyses.parts").part_of(marts, f)
        return known.stages if known else ()

    settled = f.having(process=f.process or main_process(f.having(phases=())))
    return _cached("part", settled, (), found)


def processes(scope: Scope) -> tuple[tuple[str, int], ...]:
    """The keys of published processes with their number of deals in a scope, most deals first."""

    def counted(marts: Marts, f: Filter) -> tuple[tuple[str, int], ...]:
        cohort = import_module("polku.insight.analyses.cohort").cohort
        deals = cohort(marts, f)
        keys = marts.stages.group_by("process_id").agg(key=marts.stages.process_key.max())
        counts = deals.group_by("process_id").agg(n=deals.count())
        rows = marts.rows(keys.left_join(counts, "process_id").select("key", "n"))
        return tuple(sorted(((key, n or 0) for key, n in rows), key=lambda row: (-row[1], row[0])))

    return _cached("processes", Filter(scope=scope), (), counted)


def choices(f: Filter) -> Mapping[str, tuple[str, ...]]:
    """What the filter bar offers: for each dimension the keys that occur in the scope, most deals first."""
    wide = Filter(scope=f.scope, process=f.process)
    return {
        dimension: tuple(group.key for group in by(wide, dimension).groups if group.key)
        for dimension in DIMENSIONS
        if dimension != "period"
    }


def words(dimension: str, keys: Iterable[str], language: str) -> dict[str, str]:
    """What to call keys of a dimension in a language; a key without words is called by itself."""
    wanted = list(dict.fromkeys(keys))
    load = sources.names.find(dimension)
    known = load(wanted) if load else {}
    found = {}
    for key in wanted:
        name = known.get(key, key)
        found[key] = (name.to(language) if isinstance(name, Text) else str(name)) or key
    return found


def _figure(module: str, name: str, f: Filter, **given: Any) -> Any:
    def computed(marts: Marts, f: Filter) -> Any:
        return getattr(import_module(f"polku.insight.analyses.{module}"), name)(marts, f, **given)

    known = f if name in KNOWING_PHASES else f.having(phases=())
    return _cached(name, known, tuple(sorted(given.items())), computed)


def _cached(name: str, f: Filter, given: tuple[Any, ...], compute: Callable[[Marts, Filter], T]) -> T:
    with chosen().marts() as marts:
        key = (name, f, given, marts.serial, id(marts.backend))
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return cast(T, _kept[key])
        answer = compute(marts, f)
        with _lock:
            _kept[key] = answer
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return answer


def _step(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
