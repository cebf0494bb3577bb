"""Whether something is noted more often than before: two Poisson counts compared exactly. Pure.

Given their sum, the first of two Poisson counts is binomial (Przyborowski and Wilenski 1940), which gives an exact
interval of the ratio of their rates by Clopper and Pearson (1934). Many codes are looked at together, so the share of
false alarms among the alarms is held by Benjamini and Hochberg (1995).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final

WEEKS_NOW: Final = 4
WEEKS_BEFORE: Final = 12
LEAST: Final = 5
"""Fewer than this in the newest weeks are too few to speak of."""
LEVEL: Final = 0.95
FALSE_SHARE: Final = 0.05


@dataclass(frozen=True)
class Rise:
    """How often something was noted in the newest weeks and in those before.

    `ratio` is that of the rates, None where there was nothing before; `low` and `high` are its 95 % interval, `high`
    None without end. `chance` is how likely so many or more are if nothing changed.
    """

    now: int
    before: int
    ratio: float | None
    low: float
    high: float | None
    chance: float
    rises: bool = False

    @property
    def is_too_few(self) -> bool:
        """Whether there is too little to compare."""
        return self.now < LEAST


def rise(now: int, before: int, *, weeks_now: float = WEEKS_NOW, weeks_before: float = WEEKS_BEFORE) -> Rise:
    """Compare the counts of two stretches of time."""
    if now < 0 or before < 0:
        raise ValueError("a count is never negative")
    whole, share = now + before, weeks_now / (weeks_now + weeks_before)
    chance = tail(now, whole, share)
    each = weeks_before / weeks_now
    low_share, high_share = interval(now, whole)
    low = each * low_share / (1 - low_share) if low_share < 1 else 0.0
    high = each * high_share / (1 - high_share) if high_share < 1 else None
    ratio = each * now / before if before else None
    return Rise(now, before, ratio, low, high, chance)


def rising(counts: Mapping[str, tuple[int, int]]) -> dict[str, Rise]:
    """Every code with its comparison; `rises` is set where it is beyond chance, all codes taken together."""
    found = {key: rise(now, before) for key, (now, before) in counts.items()}
    tried = sorted((one.chance, key) for key, one in found.items() if not one.is_too_few)
    last = 0
    for place, (chance, _) in enumerate(tried, 1):
        if chance <= FALSE_SHARE * place / len(tried):
            last = place
    up = {key for _, key in tried[:last] if found[key].low > 1}
    return {
        key: Rise(one.now, one.before, one.ratio, one.low, one.high, one.chance, key in up)
        for key, one in found.items()
    }


def tail(least: int, whole: int, share: float) -> float:
    """The chance that a binomial count is `least` or more."""
    if least <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    return min(1.0, sum(_point(k, whole, share) for k in range(least, whole + 1)))


def interval(seen: int, whole: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of a binomial share; (0, 1) of nothing."""
    if whole == 0:
        return 0.0, 1.0
    side = (1 - level) / 2
    low = 0.0 if seen == 0 else _root(lambda share: tail(seen, whole, share), side)
    high = 1.0 if seen == whole else _root(lambda share: tail(seen + 1, whole, share), 1 - side)
    return low, high


def _point(k: int, whole: int, share: float) -> float:
    ways = lgamma(whole + 1) - lgamma(k + 1) - lgamma(whole - k + 1)
    return exp(ways + k * log(share) + (whole - k) * log(1 - share))


def _root(rises_with: Callable[[float], float], wanted: float) -> float:
    """Where a growing function of a share comes to a value."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rises_with(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
