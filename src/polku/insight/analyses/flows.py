"""How deals move: steps between stages, whole sequences, and where they leave the designed line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from polku.insight.analyses.cohort import WON, backward, cohort, settled, visits
from polku.insight.analyses.funnel import funnel
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.figures import Conformance, Move, Moves, StageConformance, Variant, Variants


def moves(marts: Marts, f: Filter) -> Moves:
    """Directly-follows steps with their count and the plain median of the time in the stage left.

    A finished step has no censoring: the median is of the steps that were made, and says so.
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    steps = rows.filter(rows.leaving.isin(["moved", "won"]), rows.next_stage.notnull())
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
    rows = visits(marts, f)
    last = rows.filter(rows.is_last, rows.path_id.notnull())
    counted = last.group_by("path_id").agg(n=last.count(), won=last.outcome.isin(WON).sum())
    (n, distinct) = marts.rows(counted.agg(n=counted.n.sum(), distinct=counted.count()))[0]
    top = counted.order_by(counted.n.desc(), counted.path_id).limit(most)
    listed = marts.rows(top.select("path_id", "n", "won"))
    paths = walk(marts, [row[0] for row in listed])
    return Variants(n or 0, distinct, tuple(Variant(row[0], paths[row[0]], row[1], row[2]) for row in listed))


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


def conformance(marts: Marts, f: Filter) -> Conformance:
    """Visits that came about by themselves, past a criterion or by an import; steps back, repeats, skipped stages.

    A stage that a rule called "not needed" for a deal counts as skipped here too: marts do not know the rule.
    """
    f = settled(marts, f)
    rows = visits(marts, f)
    deviates = rows.override.fill_null(False) | (rows.leaving.isin(["moved", "won"]) & _off_line(rows))
    (n,) = marts.rows(cohort(marts, f).agg(n=cohort(marts, f).count()))[0]
    (deviating,) = marts.rows(rows.filter(deviates).agg(n=rows.filter(deviates).case_id.nunique()))[0]
    counted = rows.group_by("stage").agg(
        visits=rows.count(),
        automatic=rows.automatic.sum(),
        override=rows.override.sum(),
        history=rows.history.sum(),
        back=backward(rows).sum(),
        repeats=rows.count() - rows.last_of_stage.sum(),
    )
    names = ("visits", "automatic", "override", "history", "back", "repeats")
    found = {
        row[0]: dict(zip(names, (value or 0 for value in row[1:]), strict=True))
        for row in marts.rows(counted)
    }
    nothing = dict.fromkeys(names, 0)
    stages = tuple(
        StageConformance(stage.key, **found.get(stage.key, nothing), skipped=stage.skipped)
        for stage in funnel(marts, f).stages
    )
    return Conformance(n, n - deviating, stages)


def _off_line(rows: Any) -> Any:
    return (rows.next_position < rows.position) | (rows.next_position > rows.position + 1)
