"""How content buyers are and whether they come back, as frozen values; each says what it counts and holds its n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import NormalDist
from typing import Final

from polku.insight.logic.figures import CurvePoint, Share

SCORES: Final = (1, 2, 3, 4, 5)
CONTENT: Final = 4
"""From this score on a buyer counts as content."""
LEAST_SAID: Final = 5
"""Below so many scores nothing is said of a group."""
LEAST_MEAN: Final = 30
"""Below so many scores no mean is said: its interval is the normal one."""
LEAST_CUSTOMERS: Final = 30
"""Below so many customers nothing is said of their coming back."""
HORIZONS: Final = (90, 180, 365)
"""Days after the first win within which customers came back."""
_Z: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Scores:
    """How many gave each score from 1 to 5."""

    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """All of them."""
        return sum(self.counts)

    @property
    def content(self) -> Share | None:
        """Those with 4 or 5, of all (Wilson); none where too few said anything."""
        return Share(sum(self.counts[CONTENT - 1 :]), self.n) if self.n >= LEAST_SAID else None

    @property
    def mean(self) -> tuple[float, float, float] | None:
        """The mean with its 95 % interval (normal, cut to 1 and 5); none where too few said anything."""
        if self.n < LEAST_MEAN:
            return None
        mean = sum(score * n for score, n in zip(SCORES, self.counts, strict=True)) / self.n
        squares = sum((score - mean) ** 2 * n for score, n in zip(SCORES, self.counts, strict=True))
        wide = _Z * sqrt(squares / (self.n - 1) / self.n)
        return mean, max(1.0, mean - wide), min(5.0, mean + wide)


@dataclass(frozen=True)
class ScoredGroup:
    """Deals of one group whose buyers said how content they are."""

    value: str
    scores: Scores


@dataclass(frozen=True)
class Satisfaction:
    """How content buyers said they are, each deal by its last score; of `deals` so many said anything."""

    attribute: str
    deals: int
    whole: Scores
    groups: tuple[ScoredGroup, ...]


@dataclass(frozen=True)
class ReturningGroup:
    """Customers of one group since their first win: how many came back so far, and the share back after some days.

    `back` has a point for each of `HORIZONS` (`left` is the share not back yet); none where nobody was watched so long.
    """

    value: str
    n: int
    returned: int
    back: tuple[CurvePoint | None, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are customers enough to say anything."""
        return self.n >= LEAST_CUSTOMERS


@dataclass(frozen=True)
class Retention:
    """Whether customers come back: the time from the first win to a win on a later day (Kaplan-Meier).

    `curve` is the share not back yet over the days, for a drawing; `undated` wins have no date and are left out.
    """

    attribute: str
    n: int
    undated: int
    whole: ReturningGroup
    groups: tuple[ReturningGroup, ...]
    curve: Sequence[CurvePoint]
    censored_at: datetime
