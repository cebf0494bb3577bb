"""Kaplan-Meier from counts: what an engine has counted per group and time becomes curves with their intervals.

Kaplan and Meier (1958): S(t) = product over t_i <= t of (1 - d_i / n_i), where d_i ended at t_i and n_i were still
watched just before it; who is censored at a time was still watched at that time. Counted per time it is exact.
Greenwood's sum is d_i / (n_i (n_i - d_i)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from statistics import NormalDist
from typing import Any, Final

from polku.insight.logic.figures import Curve, CurvePoint

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

    if not len(counts.t):
        return {}
    span = int(counts.t.max()) + 1
    keys = counts.group.astype(np.int64) * span + counts.t
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    whole = np.add.reduceat(counts.n[order], first)
    dead = np.add.reduceat((counts.n * counts.ended)[order], first)
    group, t = np.divmod(keys[first], span)
    edges = np.searchsorted(group, np.arange(len(counts.names) + 1))
    found = {}
    for place, name in enumerate(counts.names):
        part = slice(edges[place], edges[place + 1])
        if whole[part].sum():
            found[name] = _curve(np, t[part], whole[part], dead[part], drawn=drawn)
    return found


def _curve(np: Any, t: Any, whole: Any, dead: Any, *, drawn: bool) -> tuple[Curve, tuple[float | None, ...]]:
    """One group's curve; `whole` and `dead` count who was watched up to each time, and who left then."""
    n, at_risk = int(whole.sum()), whole.sum() - np.cumsum(whole) + whole
    falls = np.flatnonzero(dead > 0)
    times, ends, risk = t[falls], dead[falls], at_risk[falls]
    left = np.cumprod(1 - ends / risk)
    places = np.searchsorted(-left, [share - 1 - DRIFT for share in QUANTILES])
    quantiles = tuple(int(times[place]) if place < len(times) else None for place in places)
    points = _points(np, times, ends, risk, left) if drawn else ()
    ticks = _ticks(np, t, whole - dead) if drawn else ()
    curve = Curve(n, int(ends.sum()), quantiles[0], quantiles[1], points, ticks, quantiles[-1])
    return curve, quantiles


def _points(np: Any, t: Any, ends: Any, risk: Any, left: Any) -> tuple[CurvePoint, ...]:
    """At most a hundred points and one: of each hundredth the first fall.

    The 95 % interval is log-log with Greenwood's variance, as `kernel.stats.kaplan_meier`.
    """
    stay = risk - ends
    # Where the last ones end nothing is left, and neither 0 / 0 nor ln(0) may be computed.
    terms = np.divide(ends, risk * stay, out=np.zeros(len(t)), where=stay > 0)
    kept = np.flatnonzero(np.diff(np.floor(left * 100 - DRIFT), prepend=101.0))
    falls, some = left[kept], left[kept] > DRIFT
    known = np.where(some, falls, 0.5)
    spread = np.exp(_Z * np.sqrt(np.cumsum(terms)[kept]) / -np.log(known))
    low, high = np.where(some, known**spread, 0.0), known ** (1 / spread)
    # Behind the last fall the upper end stays where it was.
    high[~some] = high[some][-1] if some.any() else 1.0
    columns = (t[kept], np.maximum(falls, 0.0), low, high, risk[kept])
    return tuple(starmap(CurvePoint, zip(*(column.tolist() for column in columns), strict=True)))


def _ticks(np: Any, t: Any, waiting: Any) -> tuple[float, ...]:
    """Up to 41 times at which stays were censored, evenly spread over them; between two times in a straight line."""
    counted = np.cumsum(waiting)
    if not counted[-1:].sum():
        return ()
    at = np.arange(_TICKS + 1) / _TICKS * (counted[-1] - 1)
    low, high = (t[np.searchsorted(counted, edge, side="right")] for edge in (np.floor(at), np.ceil(at)))
    return tuple(sorted(set((low + (high - low) * (at - np.floor(at))).tolist())))
