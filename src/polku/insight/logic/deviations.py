"""Where a walked path leaves the designed line, as codes that a page turns into sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

SKIPPED: Final = "skipped"
BACK: Final = "back"
OVERRIDE: Final = "override"
REPEATED: Final = "repeated"
KINDS: Final = (SKIPPED, BACK, OVERRIDE)


@dataclass(frozen=True, order=True)
class Deviation:
    """`skipped` a stage; went `back` from a stage to another; left a stage by an `override`."""

    kind: str
    stage: str
    other: str = ""

    @property
    def code(self) -> str:
        """As one text for files, addresses and the list of allowed ones."""
        return ":".join((self.kind, self.stage, self.other)).rstrip(":")

    @classmethod
    def of(cls, code: str) -> Self:
        """Read `code`. Raises: ValueError."""
        kind, _, rest = code.partition(":")
        stage, _, other = rest.partition(":")
        if kind not in (*KINDS, REPEATED) or not stage:
            raise ValueError(f"“{code}” is no deviation")
        return cls(kind, stage, other)


def of_path(
    path: Sequence[str], places: Mapping[str, int], not_needed: Collection[str] = ()
) -> tuple[Deviation, ...]:
    """What a path left out or went back to, each once, by the declared places of the stages.

    A stage counts as skipped when a step passed over it and the path was never in it, unless a rule called it not
    needed for the deal. Stages that are not declared are passed over in silence: nobody knows their place.
    """
    found: dict[Deviation, None] = {}
    inside = {*path, *not_needed}
    known = [stage for stage in path if stage in places]
    by_place = {place: stage for stage, place in places.items()}
    for stage, following in pairwise(known):
        here, there = places[stage], places[following]
        if there <= here:
            found[Deviation(BACK, stage, following)] = None
        for passed in range(here + 1, there):
            if passed in by_place and by_place[passed] not in inside:
                found[Deviation(SKIPPED, by_place[passed])] = None
    return tuple(found)


def not_needed_of(listed: Iterable[str]) -> tuple[str, ...]:
    """The stages that a rule called not needed at some step of a deal, from what its visits hold: `a,b` each."""
    return tuple(sorted({stage for one in listed for stage in one.split(",") if stage}))


def shape(path: Sequence[str], places: Mapping[str, int], not_needed: Collection[str] = ()) -> str:
    """What makes a variant another than the line: stages skipped and stages come to again; '' where nothing does."""
    skipped = [one.code for one in of_path(path, places, not_needed) if one.kind == SKIPPED]
    again = [stage for stage in dict.fromkeys(path) if list(path).count(stage) > 1]
    again.sort(key=lambda stage: places.get(stage, 0))
    return "+".join([*skipped, *(Deviation(REPEATED, stage).code for stage in again)])
