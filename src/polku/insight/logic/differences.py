"""Two groups side by side: how far apart they are, how sure that is, and what many such questions prove.

Sources: Newcombe (1998) method 10 for two shares; Welch (1947) for two means, with the normal quantile, so only from
30 on each side; Fisher (1935) exact test where a cell is expected below 5, else Pearson's chi-square; Benjamini and
Hochberg (1995) for the false discovery rate, Holm (1979) for none at all; direct standardisation as in Keiding and
Clayton (2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, inf, lgamma, sqrt
from statistics import NormalDist
from typing import Final

from polku.kernel.stats import wilson

LEAST: Final = 30
"""Below so many decided deals on either side a comparison says "too few"."""
Z: Final = NormalDist().inv_cdf(0.975)
_EXPECTED_LEAST: Final = 5


@dataclass(frozen=True)
class Difference:
    """One group less the other, with the 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Side:
    """Sums over one group of deals; `decided` are won, lost or without a decision.

    `days` are from opening to that decision, where both dates are known; `value` is what was won per decided deal.
    """

    n: int = 0
    decided: int = 0
    won: int = 0
    timed: int = 0
    days: float = 0.0
    days_squared: float = 0.0
    value: float = 0.0
    value_squared: float = 0.0

    @property
    def won_share(self) -> float | None:
        """Won of the decided ones."""
        return self.won / self.decided if self.decided else None

    @property
    def mean_days(self) -> float | None:
        """Mean days to the decision."""
        return self.days / self.timed if self.timed else None

    @property
    def mean_value(self) -> float | None:
        """Mean value won per decided deal, in minor units."""
        return self.value / self.decided if self.decided else None

    def less(self, part: Side) -> Side:
        """The rest after a part of it is taken out."""
        return Side(
            *(getattr(self, name) - getattr(part, name) for name in self.__dataclass_fields__),
        )


@dataclass(frozen=True)
class Price:
    """Deals with something beside comparable deals without it: what goes with it, never what it causes."""

    with_it: Side
    without: Side

    @property
    def enough(self) -> bool:
        """Whether both sides have the least number of decided deals."""
        return min(self.with_it.decided, self.without.decided) >= LEAST

    @property
    def win(self) -> Difference | None:
        """Difference of the won shares (Newcombe)."""
        a, b = self.with_it, self.without
        return shares_apart(a.won, a.decided, b.won, b.decided) if self.enough else None

    @property
    def days(self) -> Difference | None:
        """Difference of the mean days to the decision (Welch)."""
        a, b = self.with_it, self.without
        return means_apart((a.timed, a.days, a.days_squared), (b.timed, b.days, b.days_squared))

    @property
    def value(self) -> Difference | None:
        """Difference of the mean value won per decided deal, in minor units (Welch)."""
        a, b = self.with_it, self.without
        return means_apart((a.decided, a.value, a.value_squared), (b.decided, b.value, b.value_squared))


def shares_apart(k1: int, n1: int, k2: int, n2: int) -> Difference:
    """The difference of two shares with Newcombe's interval."""
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1), wilson(k2, n2)
    apart = p1 - p2
    low = apart - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    return Difference(apart, low, apart + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2))


def means_apart(a: tuple[int, float, float], b: tuple[int, float, float]) -> Difference | None:
    """The difference of two means from (n, sum, sum of squares); none below the least number."""
    if min(a[0], b[0]) < LEAST:
        return None
    (mean_a, spread_a), (mean_b, spread_b) = _mean(*a), _mean(*b)
    wide = Z * sqrt(spread_a + spread_b)
    return Difference(mean_a - mean_b, mean_a - mean_b - wide, mean_a - mean_b + wide)


def p_of_shares(k1: int, n1: int, k2: int, n2: int, *, exact_below: float = _EXPECTED_LEAST) -> float:
    """How likely shares so far apart are by chance alone, two-sided; exact where a cell is expected below so many.

    Of small shares the approximation calls the far end likelier than it is: who holds many questions to a strict level
    asks for the exact test up to large counts.
    """
    n, k = n1 + n2, k1 + k2
    if not n1 or not n2 or k in (0, n):
        return 1.0
    if min(n1, n2) * min(k, n - k) / n < exact_below:
        return _fisher(k1, n1, k, n)
    chi = n * (k1 * (n2 - k2) - k2 * (n1 - k1)) ** 2 / (n1 * n2 * k * (n - k))
    return erfc(sqrt(chi / 2))


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """The q-value of each p-value: the share of false findings if it and all smaller ones are called findings."""
    order = sorted(range(len(p_values)), key=lambda place: -p_values[place])
    found, least = [1.0] * len(p_values), 1.0
    for turn, place in enumerate(order):
        rank = len(p_values) - turn
        least = min(least, p_values[place] * len(p_values) / rank)
        found[place] = least
    return found


def family_wise(p_values: Sequence[float]) -> list[float]:
    """Each p-value as it is when not a single false one may be among all that are called findings (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    found, most = [1.0] * len(p_values), 0.0
    for turn, place in enumerate(order):
        most = max(most, min(1.0, p_values[place] * (len(p_values) - turn)))
        found[place] = most
    return found


@dataclass(frozen=True)
class Standardised:
    """A group's share as it would be with the mix of all, beside that of all in the same strata.

    `covered` is the part of all deals in strata where the group has deals; elsewhere nothing can be compared.
    """

    share: float
    low: float
    high: float
    of_all: float
    covered: float


def standardised(
    group: Sequence[tuple[int, int]], everyone: Sequence[tuple[int, int]]
) -> Standardised | None:
    """Direct standardisation: (won, decided) per stratum of the group, and of all in the same order.

    Shares of a stratum are (k + 1/2) / (n + 1) in the variance alone, so that 0 of 1 is not taken for certain.
    """
    total = sum(n for _, n in everyone)
    both = [(mine, theirs) for mine, theirs in zip(group, everyone, strict=True) if mine[1] and theirs[1]]
    weight = sum(theirs[1] for _, theirs in both)
    if not weight or not total:
        return None
    share = sum(n * k1 / n1 for (k1, n1), (_, n) in both) / weight
    of_all = sum(k for _, (k, _) in both) / weight
    spread = sum((n / weight) ** 2 * binomial(k1, n1) for (k1, n1), (_, n) in both)
    wide = Z * sqrt(spread)
    return Standardised(share, max(0.0, share - wide), min(1.0, share + wide), of_all, weight / total)


def binomial(k: int, n: int) -> float:
    """The variance of a share, which is taken as (k + 1/2) / (n + 1) so that 0 of 1 is not certain."""
    share = (k + 0.5) / (n + 1)
    return share * (1 - share) / n


def _mean(n: int, total: float, squares: float) -> tuple[float, float]:
    mean = total / n
    return mean, max(0.0, squares / n - mean * mean) * n / (n - 1) / n


def _fisher(k1: int, n1: int, k: int, n: int) -> float:
    """Sum of all tables with the same margins that are no likelier than the one seen."""

    def likely(x: int) -> float:
        return _choose(k, x) + _choose(n - k, n1 - x)

    seen = likely(k1) + 1e-7
    whole = _choose(n, n1)
    tables = (likely(x) for x in range(max(0, n1 - (n - k)), min(k, n1) + 1))
    return min(1.0, sum(exp(one - whole) for one in tables if one <= seen))


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 <= k <= n else -inf
