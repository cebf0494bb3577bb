"""A figure as a page shows it: its table with words, numbers and links to the rows behind, its charts, its n."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from polku.insight import queries
from polku.insight.filters import Filter
from polku.insight.logic import passing, tables
from polku.insight.logic.asked import PERIOD, Asked
from polku.insight.logic.figures import Curve, Funnel, StageTimes, Volume
from polku.insight.logic.passing import Passing
from polku.insight.logic.tables import Table
from polku.insight.sights import SIGHTS

NOTHING: Final = Asked()


@dataclass(frozen=True)
class Figure:
    """One figure, computed: its table, what to draw, and what else to say.

    `filter` is the one it was computed with (a process chosen). `path_ids` name the sequences of `variants`. A finding
    (see `sights`) brings its typed figure in `found`, what was asked and what may be.
    """

    name: str
    filter: Filter
    table: Table
    funnel: Funnel | None = None
    times: StageTimes | None = None
    curve: Curve | None = None
    months: tuple[Volume, ...] = ()
    watched_until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    path_ids: Sequence[int] = ()
    found: Any = None
    asked: Asked = NOTHING
    asks: tuple[str, ...] = ()


def funnel(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Reached, moved on, gone."""
    found = queries.funnel(f)
    facts = {"won": found.won, "lost": found.lost, "open": found.open}
    facts |= {"further": found.after.reached} if found.after else {}
    return Figure("funnel", f.having(process=found.process), tables.funnel(found), funnel=found, facts=facts)


def stage_time(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Time in stage."""
    found = queries.stage_time(f, now)
    return Figure("stage-time", f, tables.stage_time(found), times=found, watched_until=found.censored_at)


def time_to_win(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Time to win."""
    found = queries.time_to_win(f, now)
    facts = {
        "n": found.n,
        "undated": found.undated,
        "median_days_of_wins": found.median_days_of_wins,
        "median_days": found.median_days,
        "delivered": found.delivered,
        "median_days_delivered": found.median_days_delivered,
    }
    table, until = tables.time_to_win(found), found.censored_at
    return Figure("time-to-win", f, table, curve=found.curve, watched_until=until, facts=facts)


def dropout(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Drop-out."""
    found = queries.dropout(f)
    return Figure("dropout", f, tables.dropout(found), facts={"gone": found.gone})


def variants(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Variants."""
    found = queries.variants(f)
    ids = [variant.path_id for variant in found.variants]
    return Figure("variants", f, tables.variants(found), facts={"distinct": found.distinct}, path_ids=ids)


def moves(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Moves."""
    return Figure("moves", f, tables.moves(queries.moves(f)))


def conformance(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """How deals got there."""
    found = queries.conformance(f)
    return Figure("conformance", f, tables.conformance(found), facts={"conforming": found.conforming})


def volume(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
    """Volume by month."""
    found = queries.volume(f)
    return Figure("volume", f, tables.volume(found), months=found)


def _by(dimension: str) -> Callable[[Filter, datetime, Asked], Figure]:
    def breakdown(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
        if f.phases and knows_phases(dimension):
            return _passing_by(f, dimension)
        found = queries.by(f, dimension)
        return Figure(
            dimension,
            f,
            tables.breakdown(found),
            facts={"won": found.won, "told_after": dimension if found.is_told_after else ""},
        )

    return breakdown


def knows_phases(name: str) -> bool:
    """Whether a figure by its name is of the chosen phases alone; groups of deals are, but months of opening."""
    return queries.knows_phases(name) or (name in queries.DIMENSIONS and name != PERIOD)


def _passing_by(f: Filter, dimension: str) -> Figure:
    """Groups of the deals that came to a part of the line: who got past it, and what came of it."""
    found: Passing = queries.finding("passing", "passing", f, asked=Asked(by=dimension))
    # The line that all groups are held against is the share of all that got past it.
    facts = dict(passing.facts(found)) | {"won": found.whole.passed}
    return Figure(dimension, f, passing.table(found, dimension), facts=facts)


def _finding(name: str) -> Callable[[Filter, datetime, Asked], Figure]:
    sight = SIGHTS[name]

    def found(f: Filter, now: datetime, asked: Asked = NOTHING) -> Figure:
        seen = sight.see(f, now, asked)
        return Figure(
            name,
            f,
            seen.table,
            watched_until=seen.watched_until,
            facts=seen.facts,
            found=seen.found,
            asked=asked,
            asks=sight.asks,
        )

    return found


FIGURES: Final[dict[str, Callable[[Filter, datetime, Asked], Figure]]] = {
    "funnel": funnel,
    "stage-time": stage_time,
    "time-to-win": time_to_win,
    "dropout": dropout,
    "variants": variants,
    "moves": moves,
    "conformance": conformance,
    "volume": volume,
    **{dimension: _by(dimension) for dimension in queries.DIMENSIONS},
    **{name: _finding(name) for name in SIGHTS},
}
