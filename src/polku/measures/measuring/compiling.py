"""A measure as an Ibis expression over insight's marts, one row per period; and the deals behind it.

Scope and filter come first (`analyses.cohort.cohort`). A deal stands in the period in which what the measure names
happened; `open` is taken at the end of every period. Sources of the intervals: shares by Wilson (1927), medians by
order statistics (Conover 1999, section 3.2, normal approximation to the binomial), means by the normal interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import sqrt
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import WON, cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.kernel.stats import wilson
from polku.measures.logic.formula import SECONDS, Condition, Deals, Measure, Span

Z: Final = 1.959964
ENDED: Final = (*WON, "lost", "no_decision")
_OUTCOMES: Final = {"won": WON, "lost": ("lost",), "paused": ("paused",), "no_decision": ("no_decision",)}


@dataclass(frozen=True)
class Found:
    """What a measure came to in one period: its value, of how many rows, the interval, the sum of squares."""

    value: float | int | None
    n: int
    low: float | None = None
    high: float | None = None
    squares: float = 0.0


@dataclass(frozen=True)
class Asked:
    """What a measure is asked of: the marts, the deals of a filter, the bounds of the periods, and now."""

    marts: Marts
    filter: Filter
    bounds: tuple[datetime, ...]
    now: datetime
    minor: int
    """Minor units in one unit of the company's currency, for conditions on value."""


def found(asked: Asked, measure: Measure) -> list[Found]:
    """The measure in every period."""
    if measure.span is not None:
        rows = _spans(asked, measure.span)
        return _spread(asked, rows, measure.what)
    if measure.deals is None:
        raise ValueError("a series is not computed from the marts")
    if measure.what == "count":
        return _counted(asked, placed(asked, measure.deals, acts=True))
    if measure.what == "share" and measure.whole is not None:
        return _shared(asked, measure.deals, measure.whole)
    rows = placed(asked, measure.deals).mutate(x=ibis._.value_company_minor)
    rows = rows.filter(rows.x.notnull())
    if measure.what == "sum":
        return _summed(asked, rows)
    return _spread(asked, rows, measure.what)


def behind(asked: Asked, measure: Measure) -> Any:
    """The ids of the deals that a measure counted in its periods."""
    if measure.span is not None:
        return _spans(asked, measure.span).select("case_id")
    deals = measure.whole if measure.what == "share" else measure.deals
    if deals is None:
        raise ValueError("a series has no deals of its own")
    return placed(asked, deals).select("case_id")


def placed(asked: Asked, deals: Deals, *, acts: bool = False) -> Any:
    """Deals with the period they stand in (`bucket`), each at most once in a period; acts one by one if wanted."""
    cases = _met(asked, _cases(asked), deals.conditions)
    if deals.kind == "open":
        return _open(asked, cases)
    if deals.is_acts:
        done = _acts(asked, deals.key).select("case_id", at="at").inner_join(cases, "case_id")
        rows = _bucketed(asked, done, done["at"])
        return rows if acts else rows.distinct(on=["case_id", "bucket"])
    dated = cases.inner_join(_moments(asked, deals), "case_id")
    return _bucketed(asked, dated, dated.at)


def _moments(asked: Asked, deals: Deals) -> Any:
    """When it happened: (case_id, at); of stages and acts the first time."""
    if deals.kind == "reached":
        visits = asked.marts.visits
        there = visits.filter(visits.stage == deals.key, visits.entered_at.notnull())
        return there.group_by("case_id").agg(at=there.entered_at.min())
    if deals.is_acts:
        done = _acts(asked, deals.key)
        return done.group_by("case_id").agg(at=done["at"].min())
    cases = asked.marts.cases
    if deals.kind == "opened":
        return cases.filter(cases.opened_at.notnull()).select("case_id", at="opened_at")
    ended = cases.filter(cases.closed_at.notnull(), cases.outcome.isin(_OUTCOMES.get(deals.kind, ENDED)))
    return ended.select("case_id", at="closed_at")


def _acts(asked: Asked, key: str) -> Any:
    """What took place, of one kind, or of a whole domain where the key has no point."""
    acts = asked.marts.acts
    kind = acts.kind.cast("string")
    wanted = kind == key if "." in key else kind.startswith(f"{key}.")
    return acts.filter(acts.took_place, acts["at"].notnull(), wanted)


def _cases(asked: Asked) -> Any:
    return cohort(asked.marts, asked.filter)


def _met(asked: Asked, cases: Any, conditions: Sequence[Condition]) -> Any:
    for one in conditions:
        value: str | int = str(one.value)
        if one.name == "value":
            column, value = cases.value_company_minor, round(float(one.value) * asked.minor)
        else:
            column = cases[one.name].cast("string").fill_null("")
        signs = {
            "=": lambda c, v: c == v,
            "!=": lambda c, v: c != v,
            "<": lambda c, v: c < v,
            "<=": lambda c, v: c <= v,
            ">": lambda c, v: c > v,
            ">=": lambda c, v: c >= v,
        }
        cases = cases.filter(signs[one.sign](column, value))
    return cases


def _bucketed(asked: Asked, rows: Any, at: Any) -> Any:
    first, *inner, last = asked.bounds
    inside = [at >= moment(first), at < moment(last)]
    steps = [(at >= moment(one)).cast("int32") for one in inner]
    bucket = reduce(lambda a, b: a + b, steps) if steps else ibis.literal(0, "int32")
    return rows.mutate(bucket=bucket).filter(*inside)


def _open(asked: Asked, cases: Any) -> Any:
    """Deals open at the end of each period (or now, while it goes on); periods that have not begun hold none."""
    parts = []
    for place, (start, end) in enumerate(zip(asked.bounds[:-1], asked.bounds[1:], strict=True)):
        if start > asked.now and place:
            break
        until = moment(min(end, asked.now))
        is_open = (cases.outcome == "open") | (cases.closed_at >= until).fill_null(False)
        there = cases.filter(cases.opened_at < until, is_open)
        parts.append(there.mutate(bucket=ibis.literal(place, "int32")))
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _spans(asked: Asked, span: Span) -> Any:
    """Deals with the time from one moment to another (`x`), in the period in which it ended."""
    start = _moments(asked, span.start).rename(started="at")
    end = _moments(asked, span.end).rename(ended="at")
    rows = _cases(asked).inner_join(start, "case_id").inner_join(end, "case_id")
    rows = rows.filter(rows.ended >= rows.started)
    if span.unit == "working_days":
        # The marts know the working seconds at opening and closing, and at the entry of visits still going on.
        worked = rows.closed_work - rows.opened_work
        x = worked.cast("float64") / asked.marts.calendar.seconds_per_day
    else:
        x = rows.ended.delta(rows.started, unit="second").cast("float64") / SECONDS[span.unit]
    rows = rows.mutate(x=x)
    return _bucketed(asked, rows.filter(rows.x.notnull()), rows.ended)


def _counted(asked: Asked, rows: Any) -> list[Found]:
    counted = dict(asked.marts.rows(rows.group_by("bucket").agg(n=rows.count())))
    return [Found(int(counted.get(place, 0)), int(counted.get(place, 0))) for place in _places(asked)]


def _summed(asked: Asked, rows: Any) -> list[Found]:
    as_float = rows.x.cast("float64")
    added = rows.group_by("bucket").agg(
        total=rows.x.sum(), n=rows.count(), squares=(as_float * as_float).sum()
    )
    by = {
        place: Found(int(total), int(n), squares=squares)
        for place, total, n, squares in asked.marts.rows(added)
    }
    return [by.get(place, Found(0, 0)) for place in _places(asked)]


def _shared(asked: Asked, part: Deals, whole: Deals) -> list[Found]:
    """Of the deals of the whole in each period, those that are ever in the part."""
    rows = placed(asked, whole)
    rows = rows.mutate(_is=_ever(asked, rows, part))
    counted = rows.group_by("bucket").agg(n=rows.count(), k=rows._is.cast("int64").sum())
    by = {}
    for place, n, k in asked.marts.rows(counted):
        low, high = wilson(int(k or 0), int(n))
        by[place] = Found(int(k or 0) / n, int(n), low, high)
    return [by.get(place, Found(None, 0)) for place in _places(asked)]


def _ever(asked: Asked, rows: Any, part: Deals) -> Any:
    if part.kind in ("reached", "act") or part.conditions:
        # The part may name a stage, an act or a condition: whatever day it was.
        ids = _met(asked, _cases(asked), part.conditions)
        if part.kind in ("reached", "act"):
            ids = ids.semi_join(_moments(asked, part), "case_id")
        else:
            ids = ids.filter(_is(ids, part.kind))
        return rows.case_id.isin(ids.case_id)
    return _is(rows, part.kind)


def _is(rows: Any, kind: str) -> Any:
    if kind == "opened":
        return rows.opened_at.notnull()
    if kind == "open":
        return rows.outcome == "open"
    return rows.outcome.isin(_OUTCOMES.get(kind, ENDED))


def _spread(asked: Asked, rows: Any, what: str) -> list[Found]:
    """Mean or median of `x` in every period, with its 95 % interval."""
    return _means(asked, rows) if what == "mean" else _medians(asked, rows)


def _means(asked: Asked, rows: Any) -> list[Found]:
    x = rows.x.cast("float64")
    added = rows.group_by("bucket").agg(n=rows.count(), total=x.sum(), squares=(x * x).sum())
    by = {}
    for place, n, total, squares in asked.marts.rows(added):
        mean = total / n
        if n < 2:
            by[place] = Found(mean, int(n), squares=squares)
            continue
        off = Z * sqrt(max(squares / n - mean * mean, 0.0) / (n - 1))
        by[place] = Found(mean, int(n), mean - off, mean + off, squares)
    return [by.get(place, Found(None, 0)) for place in _places(asked)]


def _medians(asked: Asked, rows: Any) -> list[Found]:
    """The middle row or the mean of the two middle ones; the interval from the ranks n/2 -+ z sqrt(n)/2."""
    # Of x a copy of its own: a window over a joined table must not name the column twice.
    x = rows.select("bucket", x=rows.x.cast("float64"))
    line = ibis.window(group_by="bucket", order_by="x")
    ranked = x.mutate(rank=ibis.row_number().over(line) + 1, n=x.count().over(ibis.window(group_by="bucket")))
    half = ranked.n.cast("float64") / 2
    reach = Z * ranked.n.cast("float64").sqrt() / 2
    middle = (ranked.rank >= half.ceil()) & (ranked.rank <= (half + 0.5).ceil())
    low = ranked.rank <= ibis.greatest((half - reach).floor(), 1.0)
    high = ranked.rank >= ibis.least((half + reach).ceil() + 1, ranked.n.cast("float64"))
    agg = ranked.group_by("bucket").agg(
        n=ranked.n.max(),
        median=ranked.x.mean(where=middle),
        low=ranked.x.max(where=low),
        high=ranked.x.min(where=high),
    )
    by = {place: Found(median, int(n), low, high) for place, n, median, low, high in asked.marts.rows(agg)}
    return [by.get(place, Found(None, 0)) for place in _places(asked)]


def _places(asked: Asked) -> range:
    return range(len(asked.bounds) - 1)
