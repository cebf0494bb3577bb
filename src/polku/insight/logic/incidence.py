"""Competing outcomes: by which time what share ended in which way, when some are still open.

Aalen and Johansen (1978): F_k(t) = sum over t_i <= t of S(t_i-) d_ki / n_i, where S is Kaplan-Meier of all endings
together. Variance by the delta method (Marubini and Valsecchi 1995); intervals on the log-log scale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

OPEN: Final = ""
_Z: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Point:
    """By time `t` a share ended in one way; 95 % interval."""

    t: float
    share: float
    low: float
    high: float


@dataclass
class _Running:
    """Sums from which share and variance at any time follow, without a second pass."""

    share: float = 0.0
    plain: float = 0.0
    by_share: float = 0.0
    by_square: float = 0.0
    own: float = 0.0
    cross: float = 0.0
    cross_share: float = 0.0
    points: list[Point] = field(default_factory=list)

    def step(self, t: float, left: float, at_risk: int, ended: int, mine: int) -> None:
        """Take in one time at which something ended."""
        gained = left * mine / at_risk
        self.share += gained
        if at_risk > ended:
            part = ended / (at_risk * (at_risk - ended))
            self.plain += part
            self.by_share += self.share * part
            self.by_square += self.share**2 * part
        self.own += left**2 * (at_risk - mine) * mine / at_risk**3
        self.cross += left * mine / at_risk**2
        self.cross_share += self.share * left * mine / at_risk**2
        if mine:
            self.points.append(Point(t, self.share, *self._interval()))

    def _interval(self) -> tuple[float, float]:
        f = self.share
        spread = f * f * self.plain - 2 * f * self.by_share + self.by_square
        spread += self.own - 2 * (f * self.cross - self.cross_share)
        if not 0 < f < 1 or spread <= 0:
            return f, f
        wide = _Z * sqrt(spread) / (f * log(f))
        return f ** exp(-wide), f ** exp(wide)


def aalen_johansen(counts: Iterable[tuple[float, str, int]]) -> dict[str, list[Point]]:
    """A curve per outcome from (time, outcome, how many); the outcome '' is still open at that time."""
    by_time: dict[float, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    at_risk = 0
    for t, outcome, n in counts:
        by_time[t][outcome] += n
        at_risk += n
    running = {outcome: _Running() for here in by_time.values() for outcome in here if outcome != OPEN}
    left = 1.0
    for t in sorted(by_time):
        here = by_time[t]
        ended = sum(n for outcome, n in here.items() if outcome != OPEN)
        if ended:
            for outcome, sums in running.items():
                sums.step(t, left, at_risk, ended, here.get(outcome, 0))
            left *= (at_risk - ended) / at_risk
        at_risk -= sum(here.values())
    return {outcome: sums.points for outcome, sums in sorted(running.items())}


def at(points: Iterable[Point], t: float) -> Point:
    """The curve at a time."""
    found = Point(0.0, 0.0, 0.0, 0.0)
    for point in points:
        if point.t > t:
            break
        found = point
    return found


def reached_by(points: Iterable[Point], share: float) -> float | None:
    """By when a share of all ended in this way; none where it never does."""
    return next((point.t for point in points if point.share >= share - 1e-12), None)


def thinned(curves: Mapping[str, list[Point]], most: int = 200) -> dict[str, tuple[Point, ...]]:
    """Curves with so many points at most, the last one kept: what a drawing needs."""
    found = {}
    for outcome, points in curves.items():
        every = -(-len(points) // most) or 1
        kept = points[::every]
        found[outcome] = tuple(kept if not points or kept[-1] is points[-1] else [*kept, points[-1]])
    return found
