"""Who draws the buyer's line above a process. A later domain registers its view in `apps.py: ready()`.

Without one the line says what the process itself says of the buyer at each stage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from polku.kernel.registry import Registry
from polku.kernel.words import Text
from polku.process.logic.definition import Definition


@dataclass(frozen=True)
class Side:
    """The buyer's line above one process: words and phase by stage, and the page where all of it stands."""

    url: str = ""
    steps: Mapping[str, tuple[Text, str]] = field(default_factory=dict)


sides: Registry[Callable[[Definition], Side | None]] = Registry("lines of the buyer")


def side_of(definition: Definition) -> Side:
    """The first view that has something to say of a published process."""
    if definition.process_id:
        for view in sides:
            if (found := view(definition)) is not None:
                return found
    return Side()


def seen(definition: Definition, side: Side) -> Definition:
    """The process with the buyer's line as a view draws it."""
    if not side.steps:
        return definition
    stages = tuple(
        replace(stage, buyer=side.steps[stage.key][0], buyer_phase=side.steps[stage.key][1])
        if stage.key in side.steps
        else stage
        for stage in definition.stages
    )
    return replace(definition, stages=stages)
