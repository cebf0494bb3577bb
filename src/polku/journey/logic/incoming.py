"""What actions are given: an obstacle, feedback."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NewObstacle:
    """Something that holds a buyer up. `raised_at` is when, now if left out."""

    deal_id: int
    code: str
    note: str = ""
    remedy: str = ""
    owner_id: int | None = None
    raised_at: datetime | None = None


@dataclass(frozen=True)
class NewFeedback:
    """What a buyer said. `at` is when, now if left out; the tone may be left to the score, from 1 to 5."""

    deal_id: int
    tone: str = ""
    about: str = "selling"
    words: str = ""
    at: datetime | None = None
    score: int | None = None
