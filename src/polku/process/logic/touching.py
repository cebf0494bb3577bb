"""Whom a new version concerns: the roles and departments at the stages that differ."""

from collections.abc import Mapping, Sequence

from polku.process.logic.comparison import Change, compare
from polku.process.logic.definition import Definition
from polku.process.logic.wording import Wording


def touched(old: Definition, new: Definition, changes: Sequence[Change]) -> Mapping[str, frozenset[str]]:
    """Each role with the stages at which something changes for it; a change of the whole touches everybody."""
    everybody = old.duties | new.duties
    found: dict[str, set[str]] = {}
    for change in changes:
        roles = everybody if not change.stage else _roles(old, change.stage) | _roles(new, change.stage)
        for role in roles:
            found.setdefault(role, set()).add(change.stage)
    return {role: frozenset(stages) for role, stages in found.items()}


def mine(old: Definition, new: Definition, parts: frozenset[str], wording: Wording) -> list[Change]:
    """The changes at stages in which these roles have a part, and those of the process as a whole."""
    changes = compare(old, new, wording)
    stages = touched(old, new, changes)
    keys = {key for role in parts for key in stages.get(role, ())}
    return [change for change in changes if change.stage in keys or not change.stage]


def _roles(definition: Definition, key: str) -> frozenset[str]:
    stage = definition.by_key.get(key)
    if stage is None:
        return frozenset()
    told = {stage.told} if stage.escalate_days is not None else set()
    return frozenset({*stage.duties, *(item.role for item in stage.checklist if item.role), *told})
