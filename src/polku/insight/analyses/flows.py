"""How deals move: steps between stages, whole sequences, and where they leave the designed line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis

from polku.insight.analyses.cohort import WON, backward, settled, visits
from polku.insight.analyses.funnel import funnel
from polku.insight.analyses.parts import inside, part_of
from polku.insight.analyses.shapes import weighed_visits
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Conformance, Move, Moves, StageConformance, Step, Variant, Variants


def moves(marts: Marts, f: Filter) -> Moves:
    """Directly-follows steps with their count and the plain median of the time in the stage left.

    A finished step has no censoring: the median is of the steps that were made, and says so. Of a part of the line,
    the steps out of its stages.
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    steps = rows.filter(rows.leaving.isin(["moved", "won"]), rows.next_stage.notnull())
    if (part := part_of(marts, f)) is not None:
        steps = steps.filter(inside(steps, part))
    counted = steps.group_by("stage", "next_stage").agg(
        n=steps.count(),
        working=steps.working_seconds.cast("float64").median(),
        calendar=steps.calendar_seconds.cast("float64").median(),
        forward=(steps.next_position > steps.position).sum(),
    )
    found = [
        Move(stage, following, n, working, calendar, 2 * (forward or 0) >= n)
        for stage, following, n, working, calendar, forward in marts.rows(counted)
    ]
    found.sort(key=lambda move: (-move.n, move.stage, move.next_stage))
    return Moves(sum(move.n for move in found), tuple(found))


def variants(marts: Marts, f: Filter, *, most: int = 100) -> Variants:
    """Sequences of stages as walked so far, by the path of each deal's last visit; the `most` frequent ones."""
    f = settled(marts, f)
    rows = weighed_visits(marts, f, "outcome")
    last = rows.filter(rows.is_last, rows.path_id.notnull())
    counted = last.group_by("path_id").agg(
        n=last.deals.sum(), won=last.deals.sum(where=last.outcome.isin(WON))
    )
    whole = ibis.window()
    counted = counted.mutate(all=counted.n.sum().over(whole), distinct=counted.count().over(whole))
    top = counted.order_by(counted.n.desc(), counted.path_id).limit(most)
    listed = marts.rows(top.select("path_id", "n", "won", "all", "distinct"))
    n, distinct = listed[0][3:] if listed else (0, 0)
    paths = walk(marts, [row[0] for row in listed])
    found = tuple(Variant(path_id, paths[path_id], n, won or 0) for path_id, n, won, _, _ in listed)
    return Variants(n, distinct, found)


def walk(marts: Marts, path_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The stages of paths, from the first to the last: one query per depth of the tree."""
    wanted = list(path_ids)
    nodes: dict[int, tuple[int, str]] = {}
    missing = set(wanted)
    while missing:
        found = marts.paths.filter(marts.paths.id.isin(sorted(missing)))
        rows = marts.rows(found.select("id", "parent_id", "stage"))
        nodes |= {row[0]: (row[1] or 0, row[2]) for row in rows}
        missing = {parent for parent, _ in nodes.values() if parent} - nodes.keys() if rows else set()
    paths = {}
    for path_id in wanted:
        stages: list[str] = []
        node = path_id
        while node in nodes:
            node, stage = nodes[node]
            stages.append(stage)
        paths[path_id] = tuple(reversed(stages))
    return paths


def steps(marts: Marts, f: Filter) -> tuple[Step, ...]:
    """The same steps as `moves` without their times, most frequent first: judged once per shape."""
    f = settled(marts, f)
    rows = weighed_visits(marts, f)
    made = rows.filter(rows.leaving.isin(["moved", "won"]), rows.next_stage.notnull())
    counted = made.group_by("stage", "next_stage").agg(
        n=made.deals.sum(), forward=made.deals.sum(where=made.next_position > made.position)
    )
    found = [
        Step(stage, following, n, 2 * (forward or 0) >= n)
        for stage, following, n, forward in marts.rows(counted)
    ]
    return tuple(sorted(found, key=lambda step: (-step.n, step.stage, step.next_stage)))


def conformance(marts: Marts, f: Filter) -> Conformance:
    """Visits that came about by themselves, past a criterion or by an import; steps back, repeats, skipped stages.

    A stage that a rule called not needed for a deal is no deviation of the step that passed over it.
    """
    f = settled(marts, f)
    rows = weighed_visits(marts, f)
    deviates = rows.override.fill_null(False) | (rows.leaving.isin(["moved", "won"]) & _off_line(rows))
    shapes = rows.filter(deviates).select("shape_id", "deals").distinct()
    (deviating,) = marts.rows(shapes.agg(n=shapes.deals.sum()))[0]
    again = rows.deals.sum() - rows.deals.sum(where=rows.last_of_stage).fill_null(0)
    counted = rows.group_by("stage").agg(
        visits=rows.deals.sum(),
        automatic=rows.deals.sum(where=rows.automatic),
        override=rows.deals.sum(where=rows.override),
        history=rows.deals.sum(where=rows.history),
        back=rows.deals.sum(where=backward(rows)),
        repeats=again,
    )
    names = ("visits", "automatic", "override", "history", "back", "repeats")
    found = {
        row[0]: dict(zip(names, (value or 0 for value in row[1:]), strict=True))
        for row in marts.rows(counted)
    }
    nothing = dict.fromkeys(names, 0)
    whole = funnel(marts, f)
    stages = tuple(
        StageConformance(stage.key, **found.get(stage.key, nothing), skipped=stage.skipped)
        for stage in whole.stages
    )
    return Conformance(whole.n, whole.n - (deviating or 0), stages)


def _off_line(rows: Any) -> Any:
    expected = rows.position + 1 + rows.next_not_needed
    return (rows.next_position < rows.position) | (rows.next_position > expected)
