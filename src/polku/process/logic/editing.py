"""Working on a process: each step makes the next definition of the one before, and nothing else."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from polku.kernel.text import transliterate
from polku.kernel.words import Text
from polku.process.logic.definition import Definition, Stage

KEY_LENGTH: Final = 40
_NO_KEY: Final = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Clash:
    """One field that two people changed to different things."""

    field: str
    base: object
    theirs: object
    mine: object


def key_for(text: str, taken: Collection[str], *, fallback: str = "stage", joint: str = "_") -> str:
    """A key made of a name in any script, unlike those that are taken."""
    plain = _NO_KEY.sub(joint, transliterate(text))[: KEY_LENGTH - 4].strip(joint)
    if not plain or not plain[0].isalpha():
        plain = f"{fallback}{joint}{plain}".strip(joint)
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}{joint}{number}", number + 1
    return key


def with_stage(definition: Definition, stage: Stage, place: int) -> Definition:
    """The process with one more stage at a place of the line."""
    stages = list(definition.stages)
    stages.insert(max(0, place), stage)
    return replace(definition, stages=tuple(stages))


def without_stage(definition: Definition, key: str) -> Definition:
    """The process without a stage."""
    return replace(definition, stages=tuple(one for one in definition.stages if one.key != key))


def moved(definition: Definition, key: str, place: int) -> Definition:
    """The process with a stage at another place; beyond an end means at that end."""
    stages = [one for one in definition.stages if one.key != key]
    stages.insert(min(max(0, place), len(stages)), definition.by_key[key])
    return replace(definition, stages=tuple(stages))


def changed(definition: Definition, stage: Stage) -> Definition:
    """The process with what a stage of this key is now."""
    stages = tuple(stage if one.key == stage.key else one for one in definition.stages)
    return replace(definition, stages=stages)


def described(
    definition: Definition, name: Text, about: Text | None, won_when: str | None = None
) -> Definition:
    """The process with another name and description, and another rule by which deals are won by themselves."""
    return replace(definition, name=name, about=about, won_when=won_when)


def copied(definition: Definition, taken: Collection[str]) -> Definition:
    """The process under a name and key of its own: the second of a kind has a 2 behind its name."""
    if definition.key not in taken:
        return definition
    key = key_for(definition.key, taken, fallback="process", joint="-")
    number = key.rpartition("-")[2]
    name = Text.of({language: f"{said[:56]} {number}" for language, said in definition.name.entries})
    return replace(definition, key=key, name=name)


def merged(base: Stage, theirs: Stage, mine: Stage) -> tuple[Stage, list[Clash]]:
    """What becomes of a stage that two people worked on: changes of different fields join, others clash."""
    values: dict[str, object] = {}
    clashes = []
    for field in fields(Stage):
        was, their, own = (getattr(one, field.name) for one in (base, theirs, mine))
        values[field.name] = their if own == was else own
        if own != was and their not in (was, own):
            clashes.append(Clash(field.name, was, their, own))
    return _stage(mine, values), clashes


def _stage(stage: Stage, values: Mapping[str, object]) -> Stage:
    return replace(stage, **values)  # type: ignore[arg-type]
