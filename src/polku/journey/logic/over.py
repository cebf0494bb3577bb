"""Which of the buyer's steps lies over which of the seller's stages. Pure."""

from collections.abc import Mapping
from typing import Final

from polku.journey.logic.matrix import Matrix, Step
from polku.process.logic.definition import Definition, Stage

_BY_PHASE: Final = {
    "find": "aware", "qualify": "considering", "engage": "considering", "offer": "deciding", "close": "deciding",
    "deliver": "after", "care": "after",
}  # fmt: skip
"""Where the buyer usually stands while the seller is in a phase, for stages that don't say it."""


def over(matrix: Matrix, definition: Definition) -> Mapping[str, Step]:
    """The step over each stage. What a step names is its own; other stages are shared out evenly, in their order,
    among the steps of the buyer's phase that name none."""
    named = {stage: step for step in matrix.steps for stage in step.stages if stage in definition.by_key}
    found: dict[str, Step] = {}
    for phase in dict.fromkeys(phase_of(stage) for stage in definition.stages):
        stages = [one.key for one in definition.stages if phase_of(one) == phase and one.key not in named]
        steps = [one for one in matrix.steps if one.phase == phase and not one.stages] or [
            one for one in matrix.steps if one.phase == phase
        ]
        for place, key in enumerate(stages):
            if steps:
                found[key] = steps[place * len(steps) // len(stages)]
    return found | named


def phase_of(stage: Stage) -> str:
    """Where the buyer stands while the deal is in this stage."""
    return stage.buyer_phase or _BY_PHASE[stage.phase]
