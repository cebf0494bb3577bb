"""How many deals must be followed before a verdict, so that an effect that matters is found 8 times of 10.

Two-sided alpha 0.05, power 0.8. Sources: two shares, Fleiss, Levin and Paik, Statistical Methods for Rates and
Proportions (3rd ed. 2003), ch. 4, without continuity correction, for unequal groups; two means, the same with the
variances; two medians, the variance 1 / (4 n f(m)^2) of a sample median (Serfling 1980, 2.3.3) and Schoenfeld (1983)
for the log-rank test, whichever asks for more. `ALLOWANCE` is added for deals voided later, a mix that shifts, strata
that only one side has, and wins that come after the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, log, sqrt
from statistics import NormalDist, pvariance
from typing import Final

from polku.proposals.logic.indicators import KINDS, Indicator, Unit

ALPHA: Final = 0.05
POWER: Final = 0.8
ALLOWANCE: Final = 1.2
Z_ALPHA: Final = NormalDist().inv_cdf(1 - ALPHA / 2)
Z_POWER: Final = NormalDist().inv_cdf(POWER)
LEAST: Final = 50
"""Below so many deals from before nothing is known of the usual level, and no sample can be stated."""
MOST: Final = 1_000_000
RATIO: Final = 3
"""At most so many times the sample of one side is taken from the past: more adds next to nothing."""


@dataclass(frozen=True)
class Sample:
    """How many deals each side needs. `level` is the usual level of the indicator, `new` None where none suffices."""

    level: float | None
    old: int
    new: int | None
    available: int

    @property
    def enough(self) -> bool:
        """Whether a sample can be stated at all."""
        return self.new is not None


def needed(values: Sequence[float], indicator: Indicator, effect: float) -> Sample:
    """The sample for an effect (positive: better), from the values of the deals before, the newest last."""
    available = len(values)
    if available < LEAST or effect <= 0:
        return Sample(None, 0, None, available)
    fits, level = _fitting(values, indicator, effect)
    equal = _least(lambda n: fits(n, n))
    if equal is None:
        return Sample(level, 0, None, available)
    old = min(available, RATIO * ceil(equal * ALLOWANCE))
    new = _least(lambda n: fits(int(old / ALLOWANCE), n))
    return Sample(level, old, None if new is None else max(LEAST, ceil(new * ALLOWANCE)), available)


def weeks_for(new: int, per_week: float) -> int | None:
    """How many weeks so many deals take at the usual inflow; none where nothing comes."""
    return ceil(new / per_week) if per_week > 0 else None


Fits = Callable[[int, int], bool]
"""Whether so many old and so many new deals are enough."""


def _fitting(values: Sequence[float], indicator: Indicator, effect: float) -> tuple[Fits, float]:
    kind = KINDS[indicator]
    if kind.unit == Unit.POINTS:
        level = sum(values) / len(values)
        return _shares(level, min(1.0, max(0.0, level + kind.sign * effect)), effect), level
    if kind.unit == Unit.DAYS:
        return _medians(values, effect)
    level = sum(values) / len(values)
    return _means(pvariance(values), effect), level


def _shares(p0: float, p1: float, effect: float) -> Fits:
    def fits(old: int, new: int) -> bool:
        pooled = (old * p0 + new * p1) / (old + new)
        under_none = sqrt(pooled * (1 - pooled) * (1 / old + 1 / new))
        under_effect = sqrt(p0 * (1 - p0) / old + p1 * (1 - p1) / new)
        return Z_ALPHA * under_none + Z_POWER * under_effect <= effect

    return fits


def _means(variance: float, effect: float) -> Fits:
    return lambda old, new: (Z_ALPHA + Z_POWER) * sqrt(variance * (1 / old + 1 / new)) <= effect


def _medians(values: Sequence[float], effect: float) -> tuple[Fits, float]:
    ordered = sorted(values)
    n = len(ordered)
    middle, low, high = ordered[n // 2], ordered[int(0.4 * n)], ordered[min(n - 1, int(0.6 * n))]
    if not isfinite(high) or high <= low or effect >= middle:
        return (lambda old, new: False), middle
    density = 0.2 / (high - low)
    spread = 1 / (4 * density * density)
    ended = sum(isfinite(value) for value in values) / n
    ratio = log(middle / (middle - effect))

    def fits(old: int, new: int) -> bool:
        by_median = (Z_ALPHA + Z_POWER) * sqrt(spread * (1 / old + 1 / new)) <= effect
        share = new / (old + new)
        events = (Z_ALPHA + Z_POWER) ** 2 / (share * (1 - share) * ratio * ratio)
        return by_median and (old + new) * ended >= events

    return fits, middle


def _least(fits: Callable[[int], bool]) -> int | None:
    """The least number that fits; none below the most that anybody can wait for."""
    if not fits(MOST):
        return None
    low, high = 1, MOST
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low
