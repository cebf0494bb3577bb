"""How forecasts fared: Brier score with its interval, reliability, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polku.kernel.stats import wilson

ROUNDS = 1000


@dataclass(frozen=True)
class Scored:
    """A Brier score, and how much lower (better) it is than another's, with the interval of the difference."""

    n: int
    score: float
    gain: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def is_better(self) -> bool:
        """Whether the whole interval says that it is better."""
        return self.low > 0


@dataclass(frozen=True)
class Band:
    """Chances of about the same size, and how often it came so."""

    n: int
    said: float
    came: float
    low: float
    high: float


def brier(chances: Sequence[float], came: Sequence[bool]) -> float:
    """The mean squared error of chances (Brier 1950); nought is perfect, lower is better."""
    return sum((p - won) ** 2 for p, won in zip(chances, came, strict=True)) / len(came) if came else 0.0


def compared(
    chances: Sequence[float],
    others: Sequence[float],
    came: Sequence[bool],
    cases: Sequence[int],
    seed: int = 1,
) -> Scored:
    """The score of some chances and by how much it beats others', by a paired bootstrap of whole deals.

    A deal is seen on several days, so deals are drawn, not rows (cluster bootstrap; percentile interval of 95 %).
    """
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    sums: dict[int, tuple[float, int]] = {}
    for p, q, won, case in zip(chances, others, came, cases, strict=True):
        total, n = sums.get(case, (0.0, 0))
        sums[case] = (total + (q - won) ** 2 - (p - won) ** 2, n + 1)
    if not sums:
        return Scored(0, 0.0)
    totals, counts = (np.array(column, dtype=float) for column in zip(*sums.values(), strict=True))
    random, found = np.random.default_rng(seed), []
    for _ in range(ROUNDS if len(totals) <= 3000 else ROUNDS // 4):
        drawn = random.integers(0, len(totals), len(totals))
        found.append(float(totals[drawn].sum() / counts[drawn].sum()))
    found.sort()
    gain = float(totals.sum() / counts.sum())
    low, high = found[int(0.025 * len(found))], found[int(0.975 * len(found))]
    return Scored(len(came), brier(chances, came), gain, low, high)


def reliability(chances: Sequence[float], came: Sequence[bool], bands: int = 8) -> list[Band]:
    """Equally many chances to a band, what was said against what came, with Wilson's interval."""
    rows = sorted(zip(chances, came, strict=True))
    bands = min(bands, len(rows) // 20)
    found = []
    for place in range(bands):
        part = rows[place * len(rows) // bands : (place + 1) * len(rows) // bands]
        won = sum(came for _p, came in part)
        low, high = wilson(won, len(part))
        said = sum(p for p, _came in part) / len(part)
        found.append(Band(len(part), said, won / len(part), low, high))
    return found


def to_json(scored: Scored) -> dict[str, Any]:
    """As plain JSON."""
    return {
        "n": scored.n, "score": scored.score, "gain": scored.gain, "low": scored.low, "high": scored.high,
    }  # fmt: skip


def from_json(data: Mapping[str, Any]) -> Scored:
    """From plain JSON."""
    return Scored(data["n"], data["score"], data["gain"], data["low"], data["high"])
