"""Deals by the path they walked and the version they followed: judged once per path, not per deal."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Final

from polku.insight.analyses.cohort import cohort
from polku.insight.analyses.shapes import NOT_NEEDED, with_not_needed
from polku.insight.analyses.sides import WEIGHED, side, sums, weighed
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.differences import Side

Walked = tuple[int, int, str]
"""Path, version, and the stages not needed (`a,b`): all that says where a deal left the line."""
Counted = tuple[int, int, str, Side]
_KEPT: Final = 2
_trees: OrderedDict[tuple[int, int], dict[int, tuple[int, str]]] = OrderedDict()
_lock = Lock()


def last_visits(marts: Marts, f: Filter) -> Any:
    """One row per weighed deal: the path it walked so far, the version of its last stay, and what it did not need."""
    deals = with_not_needed(marts, weighed(cohort(marts, f))).select(*WEIGHED, NOT_NEEDED)
    rows = marts.visits
    last = rows.filter(rows.is_last, rows.path_id.notnull()).select("case_id", "path_id", "version_id")
    return last.inner_join(deals, "case_id")


def counted_paths(marts: Marts, f: Filter) -> list[Counted]:
    """(path, version, stages not needed, sums over its deals)."""
    deals = last_visits(marts, f)
    found = marts.rows(deals.group_by("path_id", "version_id", NOT_NEEDED).agg(**sums(deals)))
    return [(row[0], row[1], row[2], side(row)) for row in found]


def walks(marts: Marts, path_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The stages of paths, from the first to the last; the whole tree is read once per state of the marts."""
    nodes = _tree(marts)
    found: dict[int, tuple[str, ...]] = {}

    def walked(node: int) -> tuple[str, ...]:
        above: list[int] = []
        while node in nodes and node not in found:
            above.append(node)
            node = nodes[node][0]
        stages = found.get(node, ())
        for one in reversed(above):
            stages = found[one] = (*stages, nodes[one][1])
        return stages

    return {path_id: walked(path_id) for path_id in path_ids}


def _tree(marts: Marts) -> dict[int, tuple[int, str]]:
    key = (marts.serial, id(marts.backend))
    with _lock:
        if key not in _trees:
            rows = marts.rows(marts.paths.select("id", "parent_id", "stage"))
            _trees[key] = {row[0]: (row[1] or 0, row[2]) for row in rows}
            while len(_trees) > _KEPT:
                _trees.popitem(last=False)
        return _trees[key]


def places_of(marts: Marts, f: Filter) -> Callable[[int], Mapping[str, int]]:
    """The place of each declared stage by version; of an unknown version, of the newest that was published."""
    stages = marts.stages
    declared = stages.filter(stages.process_key == f.process) if f.process else stages
    rows = marts.rows(declared.select("version_id", "number", "key", "position"))
    places: dict[int, dict[str, int]] = {}
    numbers: dict[int, int] = {}
    for version_id, number, key, position in rows:
        places.setdefault(version_id, {})[key] = position
        numbers[version_id] = number
    newest = places[max(numbers, key=lambda one: numbers[one])] if numbers else {}
    return lambda version_id: places.get(version_id, newest)
