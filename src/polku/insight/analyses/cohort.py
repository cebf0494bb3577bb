"""The deals and visits that a figure is about: scope first, then the filter; and the line they are on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import ibis

from polku.access.logic import Reach, Scope
from polku.insight.analyses.clock import begins, moment
from polku.insight.analyses.parts import inside, part_of
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Spine

WON: Final = ("won", "upgraded")
LOST: Final = ("lost", "no_decision")
"""How a stay ends where the buyer was lost there; who pauses may come back."""
GONE: Final = ("lost", "paused", "no_decision")


def within(cases: Any, scope: Scope) -> Any:
    """Only what the reader may see; the first step of every figure."""
    if scope.reach == Reach.ALL:
        return cases
    if scope.reach == Reach.TEAM:
        return cases.filter(cases.team_id.isin(sorted(scope.team_ids)))
    if scope.reach == Reach.OWN and scope.user_id is not None:
        return cases.filter(cases.owner_id == scope.user_id)
    return cases.filter(ibis.literal(False))


def cohort(marts: Marts, f: Filter) -> Any:
    """The deals of a filter, without voided ones."""
    cases = within(marts.cases, f.scope)
    wanted = [~cases.voided.fill_null(False)]
    if f.process:
        wanted.append(cases.process_id.isin(process_ids(marts, f.process)))
    if f.date_from:
        wanted.append(cases.opened_at >= moment(begins(marts, f.date_from)))
    if f.date_to:
        wanted.append(cases.opened_at < moment(begins(marts, f.date_to + timedelta(days=1))))
    if f.value_from is not None:
        wanted.append(cases.value_company_minor >= f.value_from)
    if f.value_to is not None:
        wanted.append(cases.value_company_minor <= f.value_to)
    if f.customer_kind:
        wanted.append(_text(cases.customer_kind) == f.customer_kind)
    for column, texts in (
        (cases.source, f.sources),
        (cases.campaign, f.campaigns),
        (cases.product, f.products),
        (cases.segment, f.segments),
    ):
        if texts:
            wanted.append(_text(column).isin(texts))
    for column, ids in (
        (cases.owner_id, f.owners),
        (cases.team_id, f.teams),
        (cases.version_id, f.version_ids),
    ):
        if ids:
            wanted.append(_any_of(column, ids))
    return cases.filter(*wanted)


def arrived(marts: Marts, f: Filter) -> Any:
    """The deals of a settled filter that came to the chosen part of the line; all of them where none is chosen."""
    part = part_of(marts, f)
    deals = cohort(marts, f)
    if part is None:
        return deals
    return deals.semi_join(marts.shapes.filter(inside(marts.shapes, part)), "shape_id")


def visits(marts: Marts, f: Filter) -> Any:
    """The visits of a filter's deals, each with its deal's outcome and reach."""
    deals = cohort(marts, f)
    deals = deals.select("case_id", "outcome", "reason", "low", "high")
    return marts.visits.inner_join(deals, "case_id")


def onward(rows: Any) -> Any:
    """Visits left for a later stage, by winning, or by finishing the last stage."""
    return rows.leaving.isin(("won", "finished")) | ((rows.leaving == "moved") & _later(rows))


def backward(rows: Any) -> Any:
    """Visits left for an earlier stage (or the same one again)."""
    return (rows.leaving == "moved") & ~_later(rows)


def process_ids(marts: Marts, key: str) -> list[int]:
    """The processes with a key (one, as long as nobody takes a key twice)."""
    if ("process", key) not in marts.kept:
        stages = marts.stages.filter(marts.stages.process_key == key)
        marts.kept["process", key] = [row[0] for row in marts.rows(stages.select("process_id").distinct())]
    found: list[int] = marts.kept["process", key]
    return found


def settled(marts: Marts, f: Filter) -> Filter:
    """The filter with a process: figures of a line need one line; without a choice, the one with most deals."""
    if f.process:
        return f
    deals = cohort(marts, f)
    counted = deals.group_by("process_id").agg(n=deals.count())
    keys = marts.stages.group_by("process_id").agg(key=marts.stages.process_key.max())
    rows = marts.rows(keys.left_join(counted, "process_id").select("key", "n", "process_id"))
    best = max(rows, key=lambda row: (row[1] or 0, -row[2]), default=None)
    return f.having(process=best[0]) if best else f


def spine(marts: Marts, f: Filter, seen: Sequence[tuple[str, int]]) -> tuple[int | None, tuple[Spine, ...]]:
    """The stops of the line: those of the newest version in question, and `seen` ones that only older ones had.

    Of a chosen part of the line, its own alone. Also gives that version's number; none where nothing was published.
    """
    stages = marts.stages
    declared = stages.filter(stages.process_key == f.process) if f.process else stages
    if f.version_ids:
        declared = declared.filter(declared.version_id.isin(f.version_ids))
    rows = marts.rows(
        declared.select("number", "position", "key", "phase", "after_win", "expected_seconds").order_by(
            "position"
        )
    )
    newest = max((row[0] for row in rows), default=None)
    stops = [Spine(row[2], row[1], row[3], row[4], row[5]) for row in rows if row[0] == newest]
    known = {stop.key for stop in stops}
    stops += [Spine(key, position) for key, position in seen if key not in known]
    if (part := part_of(marts, f)) is not None:
        stops = [stop for stop in stops if stop.key in part.stages]
    return newest, tuple(sorted(stops, key=lambda stop: (stop.position, stop.key not in known, stop.key)))


def watched_until(marts: Marts, f: Filter, now: datetime) -> datetime:
    """Up to when deals were watched: now, or the last thing that happened if all of it is imported history.

    The process and the scope alone decide, not the rest of the filter: a source that brought nothing in the last
    month was watched in that month too.
    """
    watched = Filter(scope=f.scope, process=f.process)
    if marts.rows(marts.put(("lived", watched), lambda: _lived(marts, watched))):
        return now
    deals = cohort(marts, watched)
    rows = visits(marts, watched)
    if not marts.rows(rows.select("case_id").limit(1)):
        return now
    (last_visit,) = marts.rows(rows.agg(last=ibis.greatest(rows.entered_at.max(), rows.left_at.max())))[0]
    (last_case,) = marts.rows(deals.agg(last=ibis.greatest(deals.opened_at.max(), deals.closed_at.max())))[0]
    last = max((moment for moment in (last_visit, last_case) if moment is not None), default=None)
    return last.replace(tzinfo=UTC) if last is not None else now


def _lived(marts: Marts, watched: Filter) -> Any:
    """A deal that was worked on here: one is enough, and nearly always the first, so nothing is counted."""
    lived = marts.shapes.filter(~marts.shapes.history.fill_null(False))
    return cohort(marts, watched).semi_join(lived, "shape_id").select("case_id").limit(1)


def _later(rows: Any) -> Any:
    return (rows.next_position > rows.position).fill_null(False)


def _text(column: Any) -> Any:
    return column.fill_null("")


def _any_of(column: Any, ids: Sequence[int]) -> Any:
    return column.isin(ids) | (column.isnull() if 0 in ids else ibis.literal(False))
