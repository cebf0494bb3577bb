"""From the yes to the signature: what stood in the way, for how long. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

FEW: Final = 5
"""Below so many a median says nothing."""


@dataclass(frozen=True)
class Item:
    """A paper, doubt or introduction: who holds it, when it was noted and settled."""

    kind: str
    text: str
    holder: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Agreed:
    """A deal that was agreed, and what stood between its yes and the work."""

    deal_id: int
    said_yes_at: datetime
    items: tuple[Item, ...]

    @property
    def open_items(self) -> list[Item]:
        """What is not settled yet, the oldest first."""
        return sorted((one for one in self.items if one.settled_at is None), key=lambda one: one.at)

    @property
    def done_at(self) -> datetime | None:
        """When the last of it was settled; None while something is open."""
        told = [one.settled_at for one in self.items]
        known = [one for one in told if one is not None]
        return max(known) if known and len(known) == len(told) else None


@dataclass(frozen=True)
class Took:
    """How long something took: the median in days, of how many; None of fewer than five."""

    n: int
    days: float | None


def from_yes(agreed: Iterable[Agreed]) -> Took:
    """From the yes to the last thing settled, of those where nothing is open."""
    return _took([one.done_at - one.said_yes_at for one in agreed if one.done_at is not None])


def of_kind(agreed: Iterable[Agreed], kind: str) -> Took:
    """From noting to settling what is of this kind."""
    items = [item for one in agreed for item in one.items if item.kind == kind]
    return _took([one.settled_at - one.at for one in items if one.settled_at is not None])


def _took(spans: Sequence[timedelta]) -> Took:
    days = [max(one, timedelta(0)) / timedelta(days=1) for one in spans]
    return Took(len(days), median(days) if len(days) >= FEW else None)
