"""The forecasts that need no learning: the won share of each stage, and a naive Bayes to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Any

from polku.forecast.logic.courses import WON, Course, State

_NEAR = 1e-12


@dataclass(frozen=True)
class Share:
    """A share with its Jeffreys interval: k of n won."""

    won: int
    n: int
    mean: float
    low: float
    high: float


def jeffreys(won: int, n: int, level: float = 0.95) -> Share:
    """The won share with the interval of Jeffreys' prior, Beta(1/2, 1/2) (Brown, Cai and DasGupta 2001).

    Its ends are 0 where nothing was won and 1 where all was.
    """
    a, b = won + 0.5, n - won + 0.5
    tail = (1 - level) / 2
    low = 0.0 if won == 0 else beta_quantile(tail, a, b)
    high = 1.0 if won == n else beta_quantile(1 - tail, a, b)
    return Share(won, n, a / (a + b), low, high)


def beta_quantile(share: float, a: float, b: float) -> float:
    """The point below which a Beta(a, b) lies with this probability, by halving."""
    low, high = 0.0, 1.0
    while high - low > _NEAR:
        middle = (low + high) / 2
        if beta_below(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function by its continued fraction (DLMF 8.17.22, Lentz's method)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for part in (even, odd):
            d = 1 / _kept(1 + part * d)
            c = _kept(1 + part / c)
            change = c * d
            found *= change
        if abs(change - 1) < _NEAR:
            break
    return front * found


def stage_shares(courses: Iterable[Course]) -> dict[str, Share]:
    """Of the closed deals that ever were in a stage, the share that was won; all of them under ''."""
    counts: dict[str, list[int]] = {"": [0, 0]}
    for one in courses:
        if one.is_closed:
            for stage in {"", *(stage for at, stage in one.stages if one.ended is None or at <= one.ended)}:
                count = counts.setdefault(stage, [0, 0])
                count[0] += one.outcome == WON
                count[1] += 1
    return {stage: jeffreys(won, n) for stage, (won, n) in counts.items()}


def days_to_win(courses: Iterable[Course]) -> dict[str, float]:
    """The median days from entering a stage to the win, of won deals; from the opening under ''."""
    found: dict[str, list[float]] = {}
    for one in courses:
        if one.outcome == WON and one.ended is not None:
            first: dict[str, float] = {"": one.opened}
            for at, stage in one.stages:
                first.setdefault(stage, at)
            for stage, at in first.items():
                found.setdefault(stage, []).append(one.ended - at)
    return {stage: sorted(days)[len(days) // 2] for stage, days in found.items()}


def soon_shares(rows: Sequence[tuple[State, bool]]) -> dict[str, float]:
    """The share of deals seen in a stage that was won within the days ahead (Jeffreys' mean); all under ''."""
    counts: dict[str, list[int]] = {"": [0, 0]}
    for state, won in rows:
        for key in ("", state.stage):
            count = counts.setdefault(key, [0, 0])
            count[0] += won
            count[1] += 1
    return {key: (won + 0.5) / (n + 1) for key, (won, n) in counts.items()}


class NaiveBayes:
    """What many a CRM scores leads by: each attribute on its own, a tenth added to every count."""

    def __init__(self, rows: Sequence[tuple[State, bool]]) -> None:
        self.totals = [0.2, 0.2]
        self.counts: dict[tuple[str, str], list[float]] = {}
        for state, won in rows:
            self.totals[won] += 1
            for key in attributes(state):
                self.counts.setdefault(key, [0.1, 0.1])[won] += 1

    def chance(self, state: State) -> float:
        """The chance that these attributes give."""
        score = log(self.totals[1] / self.totals[0])
        for key in attributes(state):
            lost, won = self.counts.get(key, (0.1, 0.1))
            if key in self.counts:
                score += log(won / self.totals[1]) - log(lost / self.totals[0])
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def attributes(state: State) -> list[tuple[str, str]]:
    """What a naive Bayes looks at: stage, source, product, size and age in bands."""
    size = "unknown" if state.value is None else str(round(state.value))
    ages = next((str(limit) for limit in (14, 30, 60, 120) if state.age < limit), "older")
    return [
        ("stage", state.stage),
        ("source", state.source),
        ("product", state.product),
        ("size", size),
        ("age", ages),
    ]


def share_of(stage: str, shares: Mapping[str, Any]) -> Any:
    """The share of a stage, of all deals where the stage is new."""
    return shares.get(stage, shares.get(""))


def _kept(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
