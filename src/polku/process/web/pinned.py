"""What is pinned to a map, for the page: marks with numbers on the drawing, the same numbers in the list beneath."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from polku.access.logic import Actor
from polku.process import pins
from polku.process.logic.definition import Definition
from polku.process.logic.drawing import Mark
from polku.process.web.showing import language


@dataclass(frozen=True)
class Numbered:
    """One pin with its number and the name of its stop."""

    number: int
    pin: pins.Pin
    stage: str


@dataclass(frozen=True)
class Pinboard:
    """All pins of one map."""

    rows: tuple[Numbered, ...]

    @property
    def marks(self) -> Mapping[str, list[Mark]]:
        """The same for the drawing, each leading to its line in the list."""
        found: dict[str, list[Mark]] = {}
        for row in self.rows:
            shape, signal = ("goal", row.pin.signal) if row.pin.kind == "goal" else ("note", "")
            mark = Mark(str(row.number), shape, signal, row.pin.said, f"#pin-{row.number}")  # type: ignore[arg-type]
            found.setdefault(row.pin.stage, []).append(mark)
        return found


def pinboard(
    actor: Actor,
    definition: Definition,
    *,
    at: datetime,
    lived: bool = False,
    query: Mapping[str, Any] | None = None,
) -> Pinboard:
    """What packages pin to the stops of a map, numbered along the line."""
    found = pins.pins_for(actor, pins.Asked(definition, at, lived, query or {}))
    names = {stage.key: stage.name.to(language()) for stage in definition.stages}
    return Pinboard(tuple(Numbered(number, pin, names[pin.stage]) for number, pin in enumerate(found, 1)))
