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
    dated = timed(rows, step)
    # Who is watched beyond the last end is at risk at every end: all of them may stand at one time.
    last = dated.agg(t=dated.t.max(where=dated.ended > 0)).as_scalar()
    capped = dated.mutate(t=ibis.least(dated.t, last + 1))
    counted = capped.group_by("name", "t", "ended").agg(n=capped.count())
    return _curves(marts, counted, _censored(marts, dated) if drawn else None)


def of_counts(marts: Marts, counted: Any) -> dict[str, Curve]:
    """Undrawn curves of what is counted already: `name`, `t` (not negative), `ended` (1 or 0), `n`; each once."""
    return {name: curve for name, (curve, _) in _curves(marts, counted, None).items()}


def timed(rows: Any, step: int) -> Any:
    """The rows that have a time, cut to whole steps; who left before coming stayed no time."""
    dated = rows.filter(rows.t.notnull())
    clipped = ibis.greatest(dated.t, 0)
    return dated.mutate(t=clipped if step == 1 else (clipped // step) * step)


def _curves(
    marts: Marts, counted: Any, ticks: dict[str, list[float]] | None
) -> dict[str, tuple[Curve, tuple[float | None, ...]]]:
    drawn = ticks is not None
    # A drawn curve has a point per hundredth; else only the quantiles are wanted, one row per group.
    found: dict[str, list[Any]] = defaultdict(list)
    for name, *rest in marts.rows(_thinned(_fallen(counted, spread=drawn), hundredths=drawn)):
        found[name].append(rest)
    curves: dict[str, tuple[Curve, tuple[float | None, ...]]] = {}
    end = len(QUANTILES)
    for name, parts in found.items():
        n, ended = max(part[end] for part in parts), sum(part[end + 1] for part in parts)
        quantiles = tuple(_least(part[place] for part in parts) for place in range(end))
        points = [Thinned(*part[end + 2 :]) for part in parts if drawn and part[end + 2] is not None]
        curves[name] = (made(n, ended, quantiles, points, (ticks or {}).get(name, ())), quantiles)
    return curves


def _fallen(counted: Any, *, spread: bool) -> Any:
    """Per group and time: what is left after it, how many were at risk; with `spread` Greenwood's sum.

    One row for those that ended at a time, before the one for those censored then, who were at risk until then; the
    second has no time of its own.
    """
    so_far = ibis.cumulative_window(group_by="name", order_by=["t", ibis.desc("ended")])
    whole = counted.n.sum().over(ibis.window(group_by="name"))
    watched = counted.mutate(at_risk=whole - counted.n.sum().over(so_far) + counted.n)
    dead, at_risk = watched.n.cast("float64"), watched.at_risk.cast("float64")
    is_end, some_stay = watched.ended > 0, watched.n < watched.at_risk
    # Where the last ones end nothing is left, and neither ln(0) nor 0 / 0 may be computed.
    factor = some_stay.ifelse((1 - dead / at_risk).nullif(0).ln(), _NEVER)
    stepped = watched.mutate(factor=is_end.ifelse(factor, 0.0))
    added = {}
    if spread:
        terms = some_stay.ifelse(dead / (at_risk * (at_risk - dead).nullif(0)), 0.0)
        stepped = stepped.mutate(spread=is_end.ifelse(terms, 0.0))
        added["greenwood"] = stepped.spread.sum().over(so_far)
    return stepped.select(
        "name",
        "at_risk",
        t=is_end.ifelse(stepped.t, ibis.null()),
        ends=stepped.n * stepped.ended,
        left=stepped.factor.sum().over(so_far).exp(),
        **added,
    )


def _thinned(fallen: Any, *, hundredths: bool) -> Any:
    """At most a hundred points per group: of each hundredth the first fall; and the quantiles inside it."""
    ends = fallen.t.notnull()
    found = {
        f"q{place}": fallen.t.min(where=fallen.left <= 1 - share + DRIFT)
        for place, share in enumerate(QUANTILES)
    } | {"n": fallen.at_risk.max(), "ended": fallen.ends.sum()}
    if not hundredths:
        return fallen.group_by("name").agg(**found)
    points = {
        "t": fallen.t.min(),
        "left": fallen.left.max(where=ends),
        "greenwood": fallen.greenwood.min(where=ends),
        "at_risk": fallen.at_risk.max(where=ends),
    }
    counted = fallen.group_by(fallen.name, hundredth=(fallen.left * 100).floor()).agg(**found, **points)
    return counted.drop("hundredth")


def _censored(marts: Marts, dated: Any) -> dict[str, list[float]]:
    waiting = dated.filter(dated.ended == 0)
    rows = marts.rows(waiting.group_by("name").agg(at=waiting.t.cast("float64").quantile(_TICKS)))
    return {name: list(at) for name, at in rows}


def _least(values: Any) -> float | None:
    return min((value for value in values if value is not None), default=None)
