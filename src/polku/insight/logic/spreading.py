"""How far sellers are apart beyond what chance alone gives, as frozen values and as a table.

Sources: Cochran (1954) for the test that all are alike; DerSimonian and Laird (1986) for the spread between sellers
(the root of the variance that is left after that of chance); its 95 % interval by the Q-profile (Viechtbauer 2007);
the chi-square distribution by the series of Abramowitz and Stegun (1964, 6.5.29).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import Final

from polku.insight.logic.tables import Column, Table
from polku.kernel.errors import gettext_noop

LEAST_SELLERS: Final = 3
"""Below so many sellers with enough deals nothing is said."""
SURE: Final = 0.05
_STEPS: Final = 60
_WIDEST: Final = 4.0


@dataclass(frozen=True)
class Level:
    """One seller's share, its variance if chance alone were at work, and over how many deals."""

    share: float
    variance: float
    n: int


@dataclass(frozen=True)
class Spread:
    """Sellers on one measure. All but `sellers`, `n` and `q` are shares of 1.

    `observed` is the standard deviation between sellers as seen, `by_chance` the one that chance alone would give,
    `beyond` what is left between them, with its interval. `q` is the false discovery rate over all measures.
    """

    measure: str
    stage: str
    sellers: int
    n: int
    share: float
    least: float
    most: float
    observed: float
    by_chance: float
    beyond: float
    low: float
    high: float
    p: float
    q: float = 1.0

    @property
    def is_finding(self) -> bool:
        """Whether sellers differ by more than chance, among all that was tested."""
        return self.q <= SURE


@dataclass(frozen=True)
class Spreads:
    """How alike sellers work, over `n` decided deals; `is_said` unless hardly any loss is written down."""

    n: int
    sellers: int
    is_said: bool
    rows: tuple[Spread, ...]


def spread(measure: str, stage: str, levels: Sequence[Level]) -> Spread | None:
    """Sellers against each other; none where they are too few, or where chance leaves no room (all or none)."""
    known = [one for one in levels if one.variance > 0]
    if len(known) < LEAST_SELLERS:
        return None
    n = sum(one.n for one in known)
    share = sum(one.share * one.n for one in known) / n
    seen = sum(one.n * (one.share - share) ** 2 for one in known) / n
    chance = sum(one.n * one.variance * (1 - one.n / n) for one in known) / n
    free = len(known) - 1
    q = _q(known, 0.0)
    weights = [1 / one.variance for one in known]
    left = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    beyond = max(0.0, (q - free) / left)
    return Spread(
        measure, stage, len(known), n, share, min(one.share for one in known), max(one.share for one in known),
        sqrt(seen), sqrt(chance), sqrt(beyond), sqrt(_variance_at(known, _quantile(0.975, free))),
        sqrt(_variance_at(known, _quantile(0.025, free))), 1 - chi_square(q, free),
    )  # fmt: skip


def chi_square(x: float, free: int) -> float:
    """The chance that a chi-square number with so many degrees of freedom is at most x."""
    if x <= 0:
        return 0.0
    a, half = free / 2, x / 2
    if half > a + 200:
        return 1.0
    term = total = 1 / a
    step = 0
    while term > total * 1e-15 and step < 10_000:
        step += 1
        term *= half / (a + step)
        total += term
    return min(1.0, total * exp(a * log(half) - half - lgamma(a)))


def _quantile(share: float, free: int) -> float:
    low, high = 0.0, free + 20 * sqrt(2 * free) + 20
    for _ in range(2 * _STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if chi_square(middle, free) < share else (low, middle)
    return (low + high) / 2


def _q(levels: Sequence[Level], between: float) -> float:
    """Cochran's Q with a variance between sellers added to that of chance."""
    weights = [1 / (one.variance + between) for one in levels]
    mean = sum(w * one.share for w, one in zip(weights, levels, strict=True)) / sum(weights)
    return sum(w * (one.share - mean) ** 2 for w, one in zip(weights, levels, strict=True))


def _variance_at(levels: Sequence[Level], wanted: float) -> float:
    """The variance between sellers at which Q falls to a quantile; Q only falls as it grows."""
    low, high = 0.0, _WIDEST
    if _q(levels, 0.0) <= wanted:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _q(levels, middle) > wanted else (low, middle)
    return (low + high) / 2


def table(found: Spreads) -> Table:
    """A row per measure, those in which sellers differ beyond chance first."""
    columns = (
        Column("measure", gettext_noop("What"), "series"),
        Column("stage", gettext_noop("Of"), "of_series"),
        Column("sellers", gettext_noop("Sellers")),
        Column("n", gettext_noop("Counted over")),
        Column("share", gettext_noop("Share"), "share"),
        Column("least", gettext_noop("Least of a seller"), "share"),
        Column("most", gettext_noop("Most of a seller"), "share"),
        Column("observed", gettext_noop("Spread as seen"), "points"),
        Column("by_chance", gettext_noop("By chance alone"), "points"),
        Column("beyond", gettext_noop("Beyond chance"), "points"),
        Column("beyond_low", gettext_noop("95 % from"), "points"),
        Column("beyond_high", gettext_noop("95 % to"), "points"),
        Column("q", gettext_noop("False discovery rate"), "chance"),
    )
    rows = tuple(
        (
            one.measure, one.stage, one.sellers, one.n, one.share, one.least, one.most, one.observed, one.by_chance,
            one.beyond, one.low, one.high, one.q,
        )
        for one in found.rows
    )  # fmt: skip
    return Table("consistency", found.n, columns, rows)
