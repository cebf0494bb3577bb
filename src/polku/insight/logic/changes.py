"""When a share changed: change points in a row of weeks, each proven by shuffling the weeks.

Binary segmentation (Scott and Knott 1974) on the binomial likelihood ratio; a split stands when fewer than `level`
of all shufflings of the weeks give one as good (a permutation test, so weeks that vary more than chance, holidays
for example, are held against it). The shuffling starts from a fixed seed: the same weeks give the same dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

ROUNDS: Final = 999
LEAST_A_WEEK: Final = 5
"""A week with fewer deals tells nothing."""
LEAST_WEEKS: Final = 4
"""A stretch between two changes has so many weeks at least."""


@dataclass(frozen=True)
class Change:
    """From place `at` on the share was another: before and after between the changes beside it."""

    at: int
    before: float
    after: float
    p: float


def changes(
    hits: Sequence[int], of: Sequence[int], *, level: float = 0.01, rounds: int = ROUNDS, most: int = 4
) -> tuple[Change, ...]:
    """Where the share hits/of changed, in order; at most `most`."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    k, n = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    shuffle = np.random.default_rng(20_260_101)
    cuts: list[tuple[int, float]] = []
    stretches = [(0, len(k))]
    while stretches and len(cuts) < most:
        start, end = stretches.pop(0)
        found = _split(np, k[start:end], n[start:end], shuffle, rounds)
        if found is None or found[1] > level:
            continue
        cut = start + found[0]
        cuts.append((cut, found[1]))
        stretches += [(start, cut), (cut, end)]
    return _between(k, n, sorted(cuts))


def _between(k: Any, n: Any, cuts: list[tuple[int, float]]) -> tuple[Change, ...]:
    edges = [0, *(cut for cut, _ in cuts), len(k)]
    shares = [float(k[low:high].sum() / max(n[low:high].sum(), 1)) for low, high in pairwise(edges)]
    return tuple(Change(cut, shares[place], shares[place + 1], p) for place, (cut, p) in enumerate(cuts))


def _split(np: Any, k: Any, n: Any, shuffle: Any, rounds: int) -> tuple[int, float] | None:
    """The best place to split and how often a shuffled row has one as good."""
    if len(k) < 2 * LEAST_WEEKS or not 0 < k.sum() < n.sum():
        return None
    gains = _gains(np, k[None, :], n[None, :])[0]
    best = int(gains.argmax())
    orders = shuffle.random((rounds, len(k))).argsort(axis=1)
    by_chance = _gains(np, k[orders], n[orders]).max(axis=1)
    p = (1 + int((by_chance >= gains[best] - 1e-9).sum())) / (rounds + 1)
    return best + LEAST_WEEKS, p


def _gains(np: Any, k: Any, n: Any) -> Any:
    """Twice the log likelihood ratio of a split before each place, per row."""
    inside = slice(LEAST_WEEKS - 1, k.shape[1] - LEAST_WEEKS)
    k_left, n_left = k.cumsum(axis=1)[:, inside], n.cumsum(axis=1)[:, inside]
    k_all, n_all = k.sum(axis=1, keepdims=True), n.sum(axis=1, keepdims=True)
    parts = _likely(np, k_left, n_left) + _likely(np, k_all - k_left, n_all - n_left)
    return 2 * (parts - _likely(np, k_all, n_all))


def _likely(np: Any, k: Any, n: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(k * np.log(k / n)) + np.nan_to_num((n - k) * np.log((n - k) / n))
