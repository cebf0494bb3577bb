"""Closing techniques as they come with Polku: words in six languages, where they fit, whether they press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from polku.kernel.words import Text

_FILE = Path(__file__).resolve().parent.parent / "ready" / "techniques.yaml"


class Answer(StrEnum):
    """What the buyer said when asked."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class Signal(StrEnum):
    """What buyers do when they are about to buy."""

    TERMS = "terms"
    DELIVERY = "delivery"
    START = "start"
    OTHERS = "others"


@dataclass(frozen=True)
class Technique:
    """A way to ask for the order: its name, how it is done, the phases in which it fits."""

    key: str
    name: Text
    how: Text
    phases: tuple[str, ...]
    presses: bool = False


@lru_cache(maxsize=1)
def ready() -> Mapping[str, Technique]:
    """All techniques by their keys, in order."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        row["key"]: Technique(
            row["key"],
            Text.of(row["name"]),
            Text.of(row["how"]),
            tuple(row["phases"]),
            row.get("presses", False),
        )
        for row in rows
    }


def fitting(phase: str, *, pressure: bool) -> list[Technique]:
    """Techniques for a phase; those that press only where the company allows them."""
    rows = [one for one in ready().values() if pressure or not one.presses]
    return [one for one in rows if phase in one.phases] or rows
