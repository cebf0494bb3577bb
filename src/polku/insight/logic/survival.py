"""Kaplan-Meier from counts: what an engine has counted per group and time becomes curves with their intervals.

Kaplan and Meier (1958): S(t) = product over t_i <= t of (1 - d_i / n_i), where d_i ended at t_i and n_i were still
watched just before it; who is censored at a time was still watched at that time. Counted per time it is exact.
Greenwood's sum is d_i / (n_i (n_i - d_i)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from statistics import NormalDist
from typing import Any, Final

from polku.insight.logic.figures import Curve, CurvePoint
from polku.kernel.stats import wilson

DRIFT: Final = 1e-9
"""A product of shares: 0.5 may come out as 0.5000000000002."""
QUANTILES: Final = (0.5, 0.9, 0.1, 0.25, 0.75, 0.95)

_Z: Final = NormalDist().inv_cdf(0.975)
_TICKS: Final = 40


@dataclass(frozen=True)
class Counts:
    """Stays of groups by how long they lasted: arrays of one length, except `names`.

    `group` says which of the names; `ended` is 1 for who left then, 0 for who was still there; `n` says how many. The
    same may stand in several rows, some of which take back what others count. Times are whole and not negative.
    """

    names: Sequence[str]
    group: Any
    t: Any
    ended: Any
    n: Any


def curves_of(counts: Counts, *, drawn: bool) -> dict[str, tuple[Curve, tuple[float | None, ...]]]:
    """A curve per group with the times of all of `QUANTILES`; `drawn` adds points and censored times for a chart."""
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    return {name: _curve(np, *columns, drawn=drawn) for name, *columns in _by_group(np, counts)}


def left_at(counts: Counts, times: Sequence[float]) -> dict[str, tuple[CurvePoint | None, ...]]:
    """What is left of each group at some times, with its interval; none where nobody was watched so long.

    Before anybody has left, the interval is that of none of those still watched (Wilson 1927).
    """
    import numpy as np  # noqa: PLC0415 -- heavy library, loaded on first use

    found = {}
    for name, t, whole, dead in _by_group(np, counts):
        falls, ends, risk = _falls(np, t, whole, dead)
        left, low, high = _with_band(np, ends, risk)
        waiting = np.append(np.cumsum(whole[::-1])[::-1], 0)[np.searchsorted(t, times)]
        places = np.searchsorted(falls, times, side="right") - 1
        points: list[CurvePoint | None] = []
        for time, place, n in zip(times, places.tolist(), waiting.tolist(), strict=True):
            if not n and (place < 0 or left[place] > DRIFT):
                points.append(None)
            elif place < 0:
                points.append(CurvePoint(time, 1.0, 1 - wilson(0, n)[1], 1.0, n))
            else:
                points.append(CurvePoint(time, float(left[place]), float(low[place]), float(high[place]), n))
        found[name] = tuple(points)
    return found


def _by_group(np: Any, counts: Counts) -> Iterator[tuple[str, Any, Any, Any]]:
    """Of each group that has any: its name, its times, and how many were watched up to each and left then."""
    if not len(counts.t):
        return
    span = int(counts.t.max()) + 1
    keys = counts.group.astype(np.int64) * span + counts.t
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    whole = np.add.reduceat(counts.n[order], first)
    dead = np.add.reduceat((counts.n * counts.ended)[order], first)
    group, t = np.divmod(keys[first], span)
    edges = np.searchsorted(group, np.arange(len(counts.names) + 1))
    for place, name in enumerate(counts.names):
        part = slice(edges[place], edges[place + 1])
        if whole[part].sum():
            yield name, t[part], whole[part], dead[part]


def _falls(np: Any, t: Any, whole: Any, dead: Any) -> tuple[Any, Any, Any]:
    """The times at which anybody left, how many, and of how many still watched."""
    at_risk = whole.sum() - np.cumsum(whole) + whole
    falls = np.flatnonzero(dead > 0)
    return t[falls], dead[falls], at_risk[falls]


def _curve(np: Any, t: Any, whole: Any, dead: Any, *, drawn: bool) -> tuple[Curve, tuple[float | None, ...]]:
    """One group's curve; `whole` and `dead` count who was watched up to each time, and who left then."""
    times, ends, risk = _falls(np, t, whole, dead)
    left = np.cumprod(1 - ends / risk)
    places = np.searchsorted(-left, [share - 1 - DRIFT for share in QUANTILES])
    quantiles = tuple(int(times[place]) if place < len(times) else None for place in places)
    points = _points(np, times, ends, risk) if drawn else ()
    ticks = _ticks(np, t, whole - dead) if drawn else ()
    curve = Curve(int(whole.sum()), int(ends.sum()), quantiles[0], quantiles[1], points, ticks, quantiles[-1])
    return curve, quantiles


def _points(np: Any, t: Any, ends: Any, risk: Any) -> tuple[CurvePoint, ...]:
    """At most a hundred points and one: of each hundredth the first fall."""
    left, low, high = _with_band(np, ends, risk)
    kept = np.flatnonzero(np.diff(np.floor(left * 100 - DRIFT), prepend=101.0))
    columns = (t[kept], np.maximum(left[kept], 0.0), low[kept], high[kept], risk[kept])
    return tuple(starmap(CurvePoint, zip(*(column.tolist() for column in columns), strict=True)))


def _with_band(np: Any, ends: Any, risk: Any) -> tuple[Any, Any, Any]:
    """What is left after each fall, and the 95 % interval: log-log with Greenwood's variance, as
    `kernel.stats.kaplan_meier`.
    """
    left, stay = np.cumprod(1 - ends / risk), risk - ends
    # Where the last ones end nothing is left, and neither 0 / 0 nor ln(0) may be computed.
    terms = np.divide(ends, risk * stay, out=np.zeros(len(ends)), where=stay > 0)
    some = left > DRIFT
    known = np.where(some, left, 0.5)
    spread = np.exp(_Z * np.sqrt(np.cumsum(terms)) / -np.log(known))
    low, high = np.where(some, known**spread, 0.0), known ** (1 / spread)
    # Behind the last fall the upper end stays where it was.
    high[~some] = high[some][-1] if some.any() else 1.0
    return left, low, high


def _ticks(np: Any, t: Any, waiting: Any) -> tuple[float, ...]:
    """Up to 41 times at which stays were censored, evenly spread over them; between two times in a straight line."""
    counted = np.cumsum(waiting)
    if not counted[-1:].sum():
        return ()
    at = np.arange(_TICKS + 1) / _TICKS * (counted[-1] - 1)
    low, high = (t[np.searchsorted(counted, edge, side="right")] for edge in (np.floor(at), np.ceil(at)))
    return tuple(sorted(set((low + (high - low) * (at - np.floor(at))).tolist())))
