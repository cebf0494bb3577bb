"""The five steps, and which of them comes next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STEPS: Final = ("aims", "people", "stages", "buyer", "publish")
"""What is wanted, who takes part, the present stages with their history, the buyer's side, publish and watch."""

INDICATORS: Final = ("wins", "value")
"""What an aim counts: deals won, or what they are worth."""

READY: Final = ("three-step", "five-stage", "eight-stage", "buyer-led", "lead-to-paid")
"""The processes offered first; the others stand on their own page."""


class StartPermission(StrEnum):
    """What may be done with the guided start."""

    LEAD = "start.lead"


@dataclass(frozen=True)
class Progress:
    """How far the guide is. `marks` say done or skipped by step, `stands` what is there already."""

    marks: Mapping[str, str]
    stands: frozenset[str]
    is_begun: bool = False
    is_closed: bool = False

    def state(self, step: str) -> str:
        """done, skipped or empty."""
        if step in self.stands:
            return "done"
        return self.marks.get(step, "")

    @property
    def next(self) -> str:
        """The first step that is neither done nor passed over; the last where all are."""
        return next((one for one in STEPS if not self.state(one)), STEPS[-1])

    @property
    def done(self) -> int:
        """How many steps are behind."""
        return sum(bool(self.state(one)) for one in STEPS)
