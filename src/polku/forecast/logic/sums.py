"""Sums of chances: how many wins, worth how much, as a distribution, exact on a grid.

Open deals are independent coins (a Poisson binomial law); deals that are not opened yet are a negative binomial number
of typical ones (Panjer's recursion, 1981). Quantiles read the law as spread over its steps, so that a low and a high
mark hold the share they say even where counts are small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, exp, log, sqrt
from typing import Any

LOW, HIGH = 0.1, 0.9
BINS = 160
_EXACT_MAX = 1500
_TAIL = 1e-9
ERRORS_MIN = 8
"""Earlier forecasts needed before their errors widen later ones."""


@dataclass(frozen=True)
class Quantiles:
    """A forecast of one sum: its mean, and the marks below which it stays in 10, 50 and 90 % of cases."""

    mean: float
    p10: float
    p50: float
    p90: float

    def plus(self, amount: float) -> Quantiles:
        """With what has come in already."""
        return Quantiles(self.mean + amount, self.p10 + amount, self.p50 + amount, self.p90 + amount)

    def widened(self, factor: float, floor: float = 0.0) -> Quantiles:
        """With the marks further from the middle, as earlier errors ask for; never below what has come in."""
        low = max(floor, self.p50 - factor * (self.p50 - self.p10))
        return replace(self, p10=min(low, self.p50), p90=self.p50 + factor * (self.p90 - self.p50))


@dataclass(frozen=True)
class Arrivals:
    """Wins from deals that are not opened yet, in one month: how many on average, how uneven, worth what."""

    mean: float = 0.0
    variance: float = 0.0
    values: tuple[float, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Arrivals:
        """From plain JSON."""
        data = data or {}
        return cls(data.get("mean", 0.0), data.get("variance", 0.0), tuple(data.get("values", ())))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; of many values a hundred evenly chosen ones."""
        kept = sorted(self.values)
        kept = [kept[place * len(kept) // 100] for place in range(100)] if len(kept) > 100 else kept
        return {"mean": self.mean, "variance": self.variance, "values": kept}


NOTHING = Arrivals()


def wins(chances: Sequence[float], arrivals: Arrivals = NOTHING) -> Quantiles:
    """How many of these deals are won, and of those to come."""
    return _sum([(p, 1.0) for p in chances], arrivals.mean, arrivals.variance, (1.0,), 1.0)


def worth(parts: Sequence[tuple[float, float]], arrivals: Arrivals = NOTHING) -> Quantiles:
    """What the won ones of (chance, value) are worth together, and of those to come."""
    values = arrivals.values
    mean = sum(values) / len(values) if values else 0.0
    spread = sum((p * v * v) for p, v in parts) + arrivals.mean * mean * mean
    top = sum(p * v for p, v in parts) + arrivals.mean * mean + 6 * sqrt(spread)
    top = max(top, *(v for p, v in parts if p > 0), *values, 1.0) if parts or values else 1.0
    return _sum(parts, arrivals.mean, arrivals.variance, values or (0.0,), top / BINS)


def widening(errors: Sequence[float]) -> float:
    """How much wider the marks must be to have held 80 % of earlier months (split conformal, Vovk 2005).

    Never narrower. An error is how far a month fell from the middle, in units of the distance to its mark.
    """
    n = len(errors)
    if n < ERRORS_MIN:
        return 1.0
    place = ceil((HIGH - LOW) * (n + 1))
    return max(1.0, min(5.0, sorted(errors)[min(place, n) - 1]))


def error(actual: float, forecast: Quantiles) -> float:
    """How far a month fell from the middle: 1 is on the mark, 2 twice as far."""
    away = actual - forecast.p50
    side = forecast.p90 - forecast.p50 if away > 0 else forecast.p50 - forecast.p10
    if away == 0:
        return 0.0
    return abs(away) / side if side > 1e-9 else 5.0


def _sum(
    parts: Sequence[tuple[float, float]], mean: float, variance: float, severity: Sequence[float], unit: float
) -> Quantiles:
    live = [(min(1.0, p), v / unit) for p, v in parts if p > 0 and v > 0]
    heavy = sum(severity) / len(severity)
    expected = sum(p * v for p, v in live) * unit + mean * heavy
    if len(live) > _EXACT_MAX:
        return _by_moments(live, mean, variance, severity, unit, expected)
    law = _coins(live)
    if mean > 0 and heavy > 0:
        law = _convolved(law, _to_come(mean, variance, [value / unit for value in severity]))
    quantile = _reader(law, is_count=unit == 1.0)
    return Quantiles(expected, *(max(0.0, quantile(share) * unit) for share in (LOW, 0.5, HIGH)))


def _coins(parts: Sequence[tuple[float, float]]) -> list[float]:
    """The law of a sum of independent coins on whole bins; a value between two bins is shared by both."""
    law = [1.0]
    for p, value in parts:
        whole = int(value)
        part = value - whole
        low, high, miss = p * (1 - part), p * part, 1 - p
        fresh = [miss * one for one in law] + [0.0] * (whole + (part > 0))
        for place, one in enumerate(law):
            if one:
                fresh[place + whole] += low * one
                if part:
                    fresh[place + whole + 1] += high * one
        while len(fresh) > 1 and fresh[-1] < _TAIL:
            fresh.pop()
        law = fresh
    return law


def _to_come(mean: float, variance: float, severity: Sequence[float]) -> list[float]:
    """The law of what is not opened yet: Panjer's recursion of a negative binomial (or Poisson) number of values."""
    f: dict[int, float] = {}
    for value in severity:
        whole = int(value)
        part = value - whole
        for place, share in ((whole, 1 - part), (whole + 1, part)):
            if share:
                f[place] = f.get(place, 0.0) + share / len(severity)
    over = max(variance, mean * 1.0001)
    a, b = 1 - mean / over, mean * mean / over
    b -= a if a > 0 else 0.0
    r = mean * mean / (over - mean)
    none = f.pop(0, 0.0)
    start = -r * log((1 - a * none) / (1 - a))
    law = [exp(max(-700.0, start))]
    middle = mean * sum(severity) / len(severity)
    last = int(middle + 9 * sqrt(over * max(v * v for v in severity)) + max(severity) + 20)
    whole_sum = law[0]
    for s in range(1, min(last, 4000) + 1):
        found = sum((a + (b * j) / s) * share * law[s - j] for j, share in f.items() if j <= s)
        law.append(found / (1 - a * none))
        whole_sum += law[-1]
        if whole_sum > 1 - _TAIL and s > middle:
            break
    return [one / whole_sum for one in law]


def _convolved(left: Sequence[float], right: Sequence[float]) -> list[float]:
    found = [0.0] * (len(left) + len(right) - 1)
    for place, one in enumerate(left):
        if one > 1e-12:
            for other, two in enumerate(right):
                found[place + other] += one * two
    return found


def _reader(law: Sequence[float], *, is_count: bool) -> Callable[[float], float]:
    """Quantiles of a law on whole numbers, each spread half a step to both sides."""
    del is_count
    sums, total = [], 0.0
    for one in law:
        total += one
        sums.append(total)

    def quantile(share: float) -> float:
        wanted = share * total
        before = 0.0
        for place, reached in enumerate(sums):
            if reached >= wanted:
                inside = (wanted - before) / (reached - before) if reached > before else 0.5
                return place - 0.5 + inside
            before = reached
        return float(len(law) - 1)

    return quantile


def _by_moments(
    parts: Sequence[tuple[float, float]], mean: float, variance: float, severity: Sequence[float], unit: float,
    expected: float,
) -> Quantiles:  # fmt: skip
    """Of very many deals: the normal law with a skew (Cornish and Fisher 1938)."""
    n = len(severity)
    first, second, third = (sum(v**k for v in severity) / n for k in (1, 2, 3))
    spread = sum(p * (1 - p) * v * v for p, v in parts) * unit**2 + mean * second
    spread += max(0.0, variance - mean) * first**2
    skew = sum(p * (1 - p) * (1 - 2 * p) * v**3 for p, v in parts) * unit**3 + mean * third
    sd = sqrt(spread) or 1.0
    gamma = skew / sd**3
    marks = [expected + sd * (z + (z * z - 1) * gamma / 6) for z in (-1.2815515655, 0.0, 1.2815515655)]
    return Quantiles(expected, *(max(0.0, one) for one in marks))
