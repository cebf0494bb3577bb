"""Two cohorts side by side with the mix of customers held constant.

Shares: the Mantel-Haenszel risk difference with the variance of Sato, Greenland and Robins (Biometrics 1989), which
holds for many small strata; beside it the plain difference with Newcombe's interval (1998, method 10). Means: the same
weights as a regression with a constant per stratum, with White's variance (1980). Medians: deals weighted so that
both sides have the mix of all (direct standardisation), the interval by the percentile bootstrap (Efron 1979) with
Poisson weights, 999 draws on a fixed seed, and the log-rank test within strata (Mantel 1966) beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, isfinite, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from polku.kernel.stats import wilson
from polku.proposals.logic.followed import Measured

if TYPE_CHECKING:
    import numpy as np

_Z: Final = NormalDist().inv_cdf(0.975)
DRAWS: Final = 999
STRATUM_LEAST: Final = 5
"""For weights a stratum with fewer deals on a side joins the rest."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """New less old: `plain` as it is, `held` with the mix held constant; `covered` is the part of deals in strata that
    both sides have; `p` by the log-rank test where the indicator is a time."""

    old: float
    new: float
    old_n: int
    new_n: int
    plain: Estimate
    held: Estimate
    covered: float
    p: float | None = None


def shares(old: Sequence[Measured], new: Sequence[Measured]) -> Compared:
    """Compare shares: values are 0 or 1."""
    (a, n1), (b, n0) = (sum(one.value for one in new), len(new)), (sum(one.value for one in old), len(old))
    held, covered = _mantel_haenszel(old, new)
    return Compared(b / n0, a / n1, n0, n1, _newcombe(int(a), n1, int(b), n0), held, covered)


def means(old: Sequence[Measured], new: Sequence[Measured]) -> Compared:
    """Compare means."""
    plain = _regressed({("",): (list(_values(old)), list(_values(new)))})
    held = _regressed(_by_stratum(old, new))
    mean_old, mean_new = sum(_values(old)) / len(old), sum(_values(new)) / len(new)
    return Compared(mean_old, mean_new, len(old), len(new), plain, held, _covered(old, new))


def medians(old: Sequence[Measured], new: Sequence[Measured]) -> Compared:
    """Compare medians of times; a time that has not ended in the window is infinite."""
    weights = _standard_weights(old, new)
    plain = _medians_apart(_values(old), _values(new), None, None)
    held = _medians_apart(_values(old), _values(new), *weights)
    middle_old, middle_new = _middle(_values(old)), _middle(_values(new))
    p = log_rank(old, new)
    return Compared(middle_old, middle_new, len(old), len(new), plain, held, _covered(old, new), p)


def mix(old: Sequence[Measured], new: Sequence[Measured]) -> dict[int, list[tuple[str, float, float]]]:
    """For each dimension of the strata: key, its share among old and among new deals, the largest shift first."""
    found = {}
    for place in range(4):
        before, after = (Counter(one.stratum[place] for one in side) for side in (old, new))
        rows = [
            (key, before[key] / max(1, len(old)), after[key] / max(1, len(new)))
            for key in sorted(before | after)
        ]
        found[place] = sorted(rows, key=lambda row: -abs(row[2] - row[1]))
    return found


def log_rank(old: Sequence[Measured], new: Sequence[Measured]) -> float:
    """How likely times so different are by chance, within strata, two-sided."""
    observed = expected = spread = 0.0
    for before, after in _by_stratum(old, new).values():
        o, e, v = _log_rank_sums(before, after)
        observed, expected, spread = observed + o, expected + e, spread + v
    return erfc(abs(observed - expected) / sqrt(2 * spread)) if spread > 0 else 1.0


def _newcombe(k1: int, n1: int, k2: int, n2: int) -> Estimate:
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1), wilson(k2, n2)
    apart = p1 - p2
    return Estimate(
        apart,
        apart - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2),
        apart + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2),
    )


def _mantel_haenszel(old: Sequence[Measured], new: Sequence[Measured]) -> tuple[Estimate, float]:
    weight = above = p_sum = q_sum = covered = 0.0
    for before, after in _by_stratum(old, new).values():
        n0, n1 = len(before), len(after)
        n = n0 + n1
        if not n0 or not n1:
            continue
        b, a = sum(before), sum(after)
        weight += n0 * n1 / n
        above += (a * n0 - b * n1) / n
        p_sum += (n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n)
        q_sum += (a * (n0 - b) + b * (n1 - a)) / (2 * n)
        covered += n
    if not weight:
        return Estimate(0.0, -1.0, 1.0), 0.0
    apart = above / weight
    wide = _Z * sqrt(max(0.0, apart * p_sum + q_sum)) / weight
    return Estimate(apart, apart - wide, apart + wide), covered / (len(old) + len(new))


def _regressed(strata: Mapping[tuple[str, ...], tuple[list[float], list[float]]]) -> Estimate:
    """y = stratum + effect of the new version: the effect and White's interval for it (HC1)."""
    rows: list[tuple[float, float]] = []
    for before, after in strata.values():
        n = len(before) + len(after)
        share, mean = len(after) / n, (sum(before) + sum(after)) / n
        rows += [(-share, value - mean) for value in before] + [(1 - share, value - mean) for value in after]
    square = sum(t * t for t, _ in rows)
    if not square:
        return Estimate(0.0, float("-inf"), float("inf"))
    effect = sum(t * y for t, y in rows) / square
    scatter = sum((t * (y - effect * t)) ** 2 for t, y in rows)
    free = len(rows) / max(1, len(rows) - len(strata) - 1)
    wide = _Z * sqrt(scatter * free) / square
    return Estimate(effect, effect - wide, effect + wide)


def _by_stratum(
    old: Sequence[Measured], new: Sequence[Measured]
) -> dict[tuple[str, ...], tuple[list[float], list[float]]]:
    found: dict[tuple[str, ...], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate((old, new)):
        for one in side:
            found[one.stratum][place].append(one.value)
    return dict(found)


def _covered(old: Sequence[Measured], new: Sequence[Measured]) -> float:
    strata = _by_stratum(old, new).values()
    return sum(len(a) + len(b) for a, b in strata if a and b) / max(1, len(old) + len(new))


def _standard_weights(old: Sequence[Measured], new: Sequence[Measured]) -> tuple[list[float], list[float]]:
    """For each deal how much it counts, so that both sides have the mix of all; small strata stand together."""
    counts = [Counter(one.stratum for one in side) for side in (old, new)]
    small = {key for key in counts[0] | counts[1] if min(counts[0][key], counts[1][key]) < STRATUM_LEAST}
    keys = [[() if one.stratum in small else one.stratum for one in side] for side in (old, new)]
    sides = [Counter(side) for side in keys]
    whole = sides[0] + sides[1]
    n = sum(whole.values())
    return (
        [whole[key] / n / sides[0][key] for key in keys[0]],
        [whole[key] / n / sides[1][key] for key in keys[1]],
    )


def _medians_apart(
    old: Sequence[float],
    new: Sequence[float],
    old_weights: list[float] | None,
    new_weights: list[float] | None,
) -> Estimate:
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    random = np.random.default_rng(20240101)
    drawn = [_drawn_medians(old, old_weights, random), _drawn_medians(new, new_weights, random)]
    apart = drawn[1] - drawn[0]
    value, draws = float(apart[0]), apart[1:]
    if not np.isfinite(value):
        return Estimate(value, float("-inf"), float("inf"))
    low, high = np.quantile(np.nan_to_num(draws, posinf=1e9, neginf=-1e9), [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _drawn_medians(
    values: Sequence[float], weights: list[float] | None, random: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The median of the deals as they are, then of `DRAWS` draws of them."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    known = np.asarray(values, dtype=float)
    order = np.argsort(known, kind="stable")
    known = known[order]
    weight = np.ones(len(known)) if weights is None else np.asarray(weights)[order]
    found = np.empty(DRAWS + 1)
    for draw in range(DRAWS + 1):
        counted = weight if draw == 0 else weight * random.poisson(1.0, len(known))
        summed = np.cumsum(counted)
        place = int(np.searchsorted(summed, summed[-1] / 2)) if summed[-1] > 0 else 0
        found[draw] = known[min(place, len(known) - 1)]
    return found


def _log_rank_sums(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float]:
    ends0, ends1 = Counter(filter(isfinite, before)), Counter(filter(isfinite, after))
    n0, n1 = len(before), len(after)
    observed = expected = spread = 0.0
    for t in sorted(ends0 | ends1):
        d0, d1 = ends0[t], ends1[t]
        n, d = n0 + n1, d0 + d1
        observed += d1
        expected += d * n1 / n
        if n > 1:
            spread += d * n0 * n1 * (n - d) / (n * n * (n - 1))
        n0, n1 = n0 - d0, n1 - d1
    return observed, expected, spread


def _values(side: Sequence[Measured]) -> list[float]:
    return [one.value for one in side]


def _middle(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]
