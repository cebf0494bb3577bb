"""Codes of the buyer's side: what feedback is about, how they came out of it, the state of an obstacle."""

from enum import StrEnum
from typing import Final


class Tone(StrEnum):
    """How the buyer stands against the time before."""

    WARMER = "warmer"
    SAME = "same"
    COLDER = "colder"


class State(StrEnum):
    """How an obstacle stands."""

    OPEN = "open"
    REMOVED = "removed"


class Sent(StrEnum):
    """How far something that they must know has come."""

    SENT = "sent"
    OPENED = "opened"
    MISSING = "missing"


ABOUT: Final = ("selling", "product", "price", "people", "speed", "paperwork", "support", "other")
"""What feedback can be about; `selling` is the whole of it."""

OBSTACLES: Final = (
    "price", "trust", "rival", "no_money", "no_need", "not_now", "no_authority", "repairs_the_old", "paperwork",
    "support", "upkeep", "no_answer",
)  # fmt: skip
"""The ready codes, those of why deals are lost; the company adds its own."""

LETTERS: Final = {
    "price": "p", "trust": "t", "rival": "r", "no_money": "m", "no_need": "n", "not_now": "l", "no_authority": "a",
    "repairs_the_old": "o", "paperwork": "w", "support": "s", "upkeep": "u", "no_answer": "x",
}  # fmt: skip
"""The second of the two keystrokes."""

TONE_LETTERS: Final = {Tone.WARMER: "w", Tone.SAME: "s", Tone.COLDER: "c"}
