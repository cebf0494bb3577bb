"""Kaplan-Meier from sums: what the engine has counted per time becomes a curve with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from polku.insight.logic.figures import Curve, CurvePoint

DRIFT = 1e-9
"""The engine multiplies by adding logarithms: 0.5 may come out as 0.5000000000002."""

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Thinned:
    """The first fall of the curve inside one hundredth: time, what is left, Greenwood's sum, how many at risk."""

    t: float
    left: float
    greenwood: float
    at_risk: int


def band(points: Iterable[Thinned]) -> tuple[CurvePoint, ...]:
    """The points with their 95 % interval: log-log with Greenwood's variance, as `kernel.stats.kaplan_meier`."""
    found, high = [], 1.0
    for point in sorted(points, key=lambda one: one.t):
        low = 0.0
        if point.left > DRIFT:
            spread = _Z * sqrt(point.greenwood) / -log(point.left) if point.left < 1 else 0.0
            low, high = point.left ** exp(spread), point.left ** exp(-spread)
        found.append(CurvePoint(point.t, max(0.0, point.left), low, high, point.at_risk))
    return tuple(found)


def made(
    n: int,
    ended: int,
    quantiles: Sequence[float | None],
    points: Iterable[Thinned] = (),
    censored: Sequence[float] = (),
) -> Curve:
    """A curve from its parts; `quantiles` are the median, the 90th and last the 95th percentile."""
    ticks = tuple(sorted(set(censored)))
    return Curve(n, ended, quantiles[0], quantiles[1], band(points), ticks, quantiles[-1])
