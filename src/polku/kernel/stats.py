"""The mathematics of honest figures: how sure a share is, how long things take when some are still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

# Products of fractions drift: 4/5 * 3/4 * 2/3 * ... may miss 0.5 by 1e-17.
_DRIFT = 1e-12


class Step(NamedTuple):
    """One fall of a survival curve: at `t`, `events` of `at_risk` happened and `survival` is left."""

    t: float
    survival: float
    at_risk: int
    events: int
    low: float
    high: float


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Give the interval in which a true share lies when k of n were seen; (0, 1) when nothing was seen."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    z = _z(level)
    share = k / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the ends the formula gives exactly 0 and 1 on paper and 1e-17 beside them in floats.
    low = 0.0 if k == 0 else (middle - spread) / scale
    high = 1.0 if k == n else (middle + spread) / scale
    return low, high


def kaplan_meier(durations: Sequence[float], events: Sequence[bool], level: float = 0.95) -> list[Step]:
    """Estimate how many last longer than t when some are still running (`events` False = censored).

    One step per time at which something happened. Who is censored at a time was still at risk at that time.
    The interval is log-log with Greenwood's variance; where survival falls to 0 the variance has no end, and
    the interval goes from 0 to the upper limit before.
    """
    if len(durations) != len(events):
        raise ValueError("each duration needs its event")
    if any(duration < 0 for duration in durations):
        raise ValueError("a duration is never negative")
    happened = Counter(t for t, event in zip(durations, events, strict=True) if event)
    leaving = Counter(durations)
    z = _z(level)
    at_risk, survival, greenwood, high = len(durations), 1.0, 0.0, 1.0
    steps: list[Step] = []
    for t in sorted(leaving):
        died = happened[t]
        if died:
            survival *= (at_risk - died) / at_risk
            if at_risk > died:
                greenwood += died / (at_risk * (at_risk - died))
            low, high = _log_log(survival, greenwood, z, high)
            steps.append(Step(t, survival, at_risk, died, low, high))
        at_risk -= leaving[t]
    return steps


def km_quantile(steps: Sequence[Step], share: float) -> float | None:
    """Say by when a share of all cases has happened; None when the curve never falls that far."""
    if not 0 < share < 1:
        raise ValueError("a share lies between 0 and 1")
    return next((step.t for step in steps if step.survival <= 1 - share + _DRIFT), None)


def km_median(steps: Sequence[Step]) -> float | None:
    """Say by when half of all cases has happened; None when fewer than half did."""
    return km_quantile(steps, 0.5)


def median(values: Sequence[float]) -> float | None:
    """Give the middle value, the mean of the two middle ones, or None of nothing."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError("a confidence level lies between 0 and 1")
    return NormalDist().inv_cdf(0.5 + level / 2)


def _log_log(survival: float, greenwood: float, z: float, high_before: float) -> tuple[float, float]:
    if survival <= 0:
        return 0.0, high_before
    spread = z * sqrt(greenwood) / -log(survival)
    return survival ** exp(spread), survival ** exp(-spread)
