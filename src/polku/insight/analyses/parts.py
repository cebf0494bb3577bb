"""A part of the line: the stages of chosen phases, and those behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.passing import FINDING, finding_phases


@dataclass(frozen=True)
class Part:
    """The stages of a part of the line in their order, and the stages behind its last one."""

    stages: tuple[str, ...]
    after: tuple[str, ...]


def part_of(marts: Marts, f: Filter) -> Part | None:
    """The part of a settled filter's line that its phases choose; None where it chooses none.

    A stage has the phase and the place that the newest version gives it of those that have it (of those chosen, if any
    are).
    """
    if not f.phases:
        return None
    key = ("part", f.process, f.version_ids, f.phases)
    if key not in marts.kept:
        marts.kept[key] = _part(marts, f)
    found: Part = marts.kept[key]
    return found


def phases_of(marts: Marts, process: str) -> tuple[str, ...]:
    """The phases of the newest version of a process, in the order of its line."""
    stages = marts.stages.filter(marts.stages.process_key == process)
    rows = marts.rows(stages.select("number", "position", "phase"))
    newest = max((row[0] for row in rows), default=None)
    listed = sorted((place, phase) for number, place, phase in rows if number == newest and phase)
    return tuple(dict.fromkeys(phase for _, phase in listed))


def inside(rows: Any, part: Part) -> Any:
    """Visits of the part's stages."""
    return _any_of(rows.stage, part.stages)


def behind(rows: Any, part: Part) -> Any:
    """Visits of the stages behind the part."""
    return _any_of(rows.stage, part.after)


def _part(marts: Marts, f: Filter) -> Part:
    stages = marts.stages.filter(marts.stages.process_key == f.process)
    if f.version_ids:
        stages = stages.filter(stages.version_id.isin(f.version_ids))
    rows = sorted(marts.rows(stages.select("number", "position", "key", "phase")))
    known = {key: (place, phase or "") for _, place, key, phase in rows}
    newest = [row for row in rows if row[0] == rows[-1][0]]
    line = tuple(dict.fromkeys(phase for _, _, _, phase in newest if phase))
    wanted = {one for phase in f.phases for one in (finding_phases(line) if phase == FINDING else (phase,))}
    ordered = sorted((place, key) for key, (place, phase) in known.items() if phase in wanted)
    chosen = tuple(key for _, key in ordered)
    last = ordered[-1][0] if ordered else None
    after = sorted(
        (place, key)
        for key, (place, phase) in known.items()
        if last is not None and place > last and phase not in wanted
    )
    return Part(chosen, tuple(key for _, key in after))


def _any_of(column: Any, keys: tuple[str, ...]) -> Any:
    return column.isin(keys) if keys else ibis.literal(False)
