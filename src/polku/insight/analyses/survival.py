"""Kaplan-Meier in the engine: one curve per group over a million rows in half a second.

Kaplan and Meier (1958): S(t) = product over t_i <= t of (1 - d_i / n_i), where d_i ended at t_i and n_i were still
watched just before it; who is censored at a time was still watched at that time. Grouping by (group, second)
first keeps it exact; the product is a sum of logarithms. Greenwood's sum is d_i / (n_i (n_i - d_i)).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import ibis

from polku.insight.engine import Marts
from polku.insight.logic.figures import Curve
from polku.insight.logic.survival import DRIFT, Thinned, made

QUANTILES: Final = (0.5, 0.9, 0.1, 0.25, 0.75, 0.95)
_NEVER: Final = -1e9
_TICKS: Final = [step / 40 for step in range(41)]


def curves(marts: Marts, rows: Any, *, drawn: bool = True, step: int = 1) -> dict[str, Curve]:
    """A curve per group. `rows` have `name`, `t` (seconds, null = in no curve) and `ended`.

    `drawn` adds the points and the censored times for a chart; a `step` of 60 counts in minutes: coarser, faster.
    """
    return {name: curve for name, (curve, _) in with_quantiles(marts, rows, drawn=drawn, step=step).items()}


def with_quantiles(
    marts: Marts, rows: Any, *, drawn: bool = True, step: int = 1
) -> dict[str, tuple[Curve, tuple[float | None, ...]]]:
    """As `curves`, with the times of all of `QUANTILES` beside each curve."""
    dated = rows.filter(rows.t.notnull())
    clipped = ibis.greatest(dated.t, 0)
    dated = dated.mutate(t=clipped if step == 1 else (clipped // step) * step)
    counted = dated.group_by("name", "t").agg(n=dated.count(), ended=dated.ended.sum())
    # A drawn curve has a point per hundredth; else only the quantiles are wanted, one row per group.
    found: dict[str, list[Any]] = defaultdict(list)
    for name, *rest in marts.rows(_thinned(_fallen(counted), hundredths=drawn)):
        found[name].append(rest)
    ticks = _censored(marts, dated) if drawn else {}
    totals = dated.group_by("name").agg(n=dated.count(), ended=dated.ended.sum())
    curves: dict[str, tuple[Curve, tuple[float | None, ...]]] = {}
    for name, n, ended in marts.rows(totals):
        parts = found[name]
        quantiles = tuple(_least(part[4 + place] for part in parts) for place in range(len(QUANTILES)))
        points = [Thinned(*part[:4]) for part in parts] if drawn else []
        curves[name] = (made(n, ended, quantiles, points, ticks.get(name, ())), quantiles)
    return curves


def _fallen(counted: Any) -> Any:
    """Per group and time with an end: what is left after it, Greenwood's sum, how many were at risk."""
    so_far = ibis.cumulative_window(group_by="name", order_by="t")
    whole = ibis.window(group_by="name")
    risk = counted.n.sum().over(whole) - counted.n.sum().over(so_far) + counted.n
    watched = counted.mutate(at_risk=risk)
    ends = watched.filter(watched.ended > 0)
    dead, at_risk = ends.ended.cast("float64"), ends.at_risk.cast("float64")
    some_stay = ends.ended < ends.at_risk
    # Where the last ones end nothing is left, and neither ln(0) nor 0 / 0 may be computed.
    factor = some_stay.ifelse((1 - dead / at_risk).nullif(0).ln(), _NEVER)
    spread = some_stay.ifelse(dead / (at_risk * (at_risk - dead).nullif(0)), 0.0)
    stepped = ends.mutate(factor=factor, spread=spread)
    return stepped.select(
        "name",
        "t",
        "at_risk",
        left=stepped.factor.sum().over(so_far).exp(),
        greenwood=stepped.spread.sum().over(so_far),
    )


def _thinned(fallen: Any, *, hundredths: bool) -> Any:
    """At most a hundred points per group: of each hundredth the first fall; and the quantiles inside it."""
    groups = {"hundredth": (fallen.left * 100).floor()} if hundredths else {}
    quantiles = {
        f"q{place}": fallen.t.min(where=fallen.left <= 1 - share + DRIFT)
        for place, share in enumerate(QUANTILES)
    }
    counted = fallen.group_by(fallen.name, **groups).agg(
        t=fallen.t.min(),
        left=fallen.left.max(),
        greenwood=fallen.greenwood.min(),
        at_risk=fallen.at_risk.max(),
        **quantiles,
    )
    return counted.drop("hundredth") if hundredths else counted


def _censored(marts: Marts, dated: Any) -> dict[str, list[float]]:
    waiting = dated.filter(dated.ended == 0)
    rows = marts.rows(waiting.group_by("name").agg(at=waiting.t.cast("float64").quantile(_TICKS)))
    return {name: list(at) for name, at in rows}


def _least(values: Any) -> float | None:
    return min((value for value in values if value is not None), default=None)
