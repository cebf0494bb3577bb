"""What is missing in a deal from the buyer's side: each gap by its name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

NO_NEXT, NO_MATERIAL, UNANSWERED, SILENCE = "no_next_step", "no_material", "unanswered", "silence"
GAPS: Final = (UNANSWERED, SILENCE, NO_NEXT, NO_MATERIAL)
"""The kinds, the most urgent first."""

SILENT_DAYS: Final = 10.0
"""After so many working days without contact it is too quiet, where the stage names no expected time."""


@dataclass(frozen=True)
class Standing:
    """What is known of an open deal. `quiet_since` is the last contact, `quiet_before` the moment before which that
    is too long ago; `missing` are what they must know at this step and have not got; `unanswered` are obstacles
    without a remedy."""

    has_next_step: bool
    quiet_since: datetime | None
    quiet_before: datetime
    missing: Sequence[str] = ()
    unanswered: Sequence[str] = ()


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, with what it is about: names of materials, codes of obstacles."""

    kind: str
    about: tuple[str, ...] = ()
    since: datetime | None = None


def gaps_of(deal: Standing) -> tuple[Gap, ...]:
    """All that is missing, the most urgent first."""
    found = []
    if deal.unanswered:
        found.append(Gap(UNANSWERED, tuple(deal.unanswered)))
    if deal.quiet_since is not None and deal.quiet_since < deal.quiet_before:
        found.append(Gap(SILENCE, since=deal.quiet_since))
    if not deal.has_next_step:
        found.append(Gap(NO_NEXT))
    if deal.missing:
        found.append(Gap(NO_MATERIAL, tuple(deal.missing)))
    return tuple(found)
