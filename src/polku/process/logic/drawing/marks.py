"""Marks pinned to a stop of a map: numbers of findings and of work, goals, signs of what a version changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Shape = Literal["note", "goal", "remark"]
MOST: Final = 4
"""Marks drawn at one stop; where there are more, the last says how many."""


@dataclass(frozen=True)
class Mark:
    """One pin: a short text in a circle, in a square for a goal (coloured as it stands), in a bubble for comments."""

    text: str
    shape: Shape = "note"
    signal: str = ""
    title: str = ""
    href: str = ""

    @property
    def style(self) -> str:
        """Its classes."""
        return " ".join(
            part for part in ("pin", "" if self.shape == "note" else self.shape, self.signal) if part
        )


Pinned = Mapping[str, Sequence[Mark | str]]
"""Marks by stage key; a plain text is a note."""


def at_stop(pins: Pinned, key: str) -> list[Mark]:
    """What is drawn at one stop: all of its marks, or the first ones and how many more there are."""
    found = [Mark(one) if isinstance(one, str) else one for one in pins.get(key, ())]
    if len(found) <= MOST:
        return found
    rest = found[MOST - 1 :]
    return [
        *found[: MOST - 1],
        Mark(f"+{len(rest)}", title="; ".join(one.title for one in rest if one.title)),
    ]
