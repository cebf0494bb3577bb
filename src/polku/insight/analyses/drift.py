"""What changed and when: shares by week, each looked through for dates at which it became another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import ibis

from polku.insight.analyses.cohort import WON, cohort, settled, spine, visits, watched_until
from polku.insight.analyses.paths import last_visits, places_of, walks
from polku.insight.analyses.shapes import NOT_NEEDED
from polku.insight.analyses.sides import DECIDED
from polku.insight.analyses.survival import curves
from polku.insight.analyses.times import working_rows
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.changes import LEAST_WEEKS, changes
from polku.insight.logic.deviations import not_needed_of, shape
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import Drift, Series
from polku.insight.worktime import worked

LEVEL: Final = 0.01
"""Of all series together, so each is held to this part of it."""
_WEEK: Final = timedelta(weeks=1)
_DAY: Final = timedelta(days=1)
_MOST: Final = 0.9
_LEAST_A_WEEK: Final = 5
_VARIANTS: Final = 5
Counts = dict[date, tuple[int, int]]


def drift(marts: Marts, f: Filter, now: datetime) -> Drift:
    """Change points with dates in the won share, in the time of each stage, and in the share of the main variants.

    Won: of the deals opened in a week, those won within the time in which half of all wins come. Time: of the stays
    begun in a week, those over within the stage's median. Weeks too young for that are left out, so that open deals
    do not look like a change. Variants: of the deals decided in a week, those that walked it. Weeks with fewer than
    five are left out; so are, of deals opened in a period, the weeks in which not all of them are there (`_all_there`).
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    there = _all_there(marts, f)
    listed: list[tuple[str, str, Counts, float | None]] = [
        ("won", "", *_won(marts, f, until)),
        *(("time", key, there(counts), limit) for key, counts, limit in _times(marts, f, until)),
        *(("variant", key, there(counts), None) for key, counts in _variants(marts, f)),
    ]
    long = [one for one in listed if len(_enough(one[2])) >= 2 * LEAST_WEEKS]
    found = []
    for what, key, counts, limit in long:
        weeks = _enough(counts)
        hits, of = [counts[week][0] for week in weeks], [counts[week][1] for week in weeks]
        rounds = max(999, round(len(long) / LEVEL) * 2)
        dates = changes(hits, of, level=LEVEL / len(long), rounds=rounds)
        shares = tuple(Share(k, n) for k, n in zip(hits, of, strict=True))
        found.append(Series(what, key, tuple(weeks), shares, dates, limit))
    (n,) = marts.rows(cohort(marts, f).agg(n=cohort(marts, f).count()))[0]
    return Drift(n, LEVEL, tuple(found))


def _all_there(marts: Marts, f: Filter) -> Callable[[Counts], Counts]:
    """Of deals opened in a period, the weeks in which slow ones and quick ones are there alike.

    Right after its first day only the quick ones have come to a later stage or an end, so nothing is looked at until
    nine of ten would have been decided; after its last day only the slow ones still come.
    """
    first, last = f.date_from, f.date_to
    if first is not None:
        deals = cohort(marts, f)
        decided = deals.filter(
            deals.outcome.isin(DECIDED), deals.opened_at.notnull(), deals.closed_at.notnull()
        )
        took = decided.closed_at.delta(decided.opened_at, unit="second").cast("float64")
        (age,) = marts.rows(decided.agg(t=took.quantile(_MOST)))[0]
        first += timedelta(seconds=max(age or 0.0, 0.0))
    return lambda counts: {
        week: pair
        for week, pair in counts.items()
        if (first is None or week >= first) and (last is None or week + _WEEK <= last + _DAY)
    }


def _enough(counts: Counts) -> list[date]:
    return [week for week in sorted(counts) if counts[week][1] >= _LEAST_A_WEEK]


def _won(marts: Marts, f: Filter, until: datetime) -> tuple[Counts, float | None]:
    deals = cohort(marts, f)
    deals = deals.filter(deals.opened_at.notnull())
    took = deals.closed_at.delta(deals.opened_at, unit="second")
    of_wins = deals.outcome.isin(WON).ifelse(took.cast("float64"), ibis.null())
    (limit,) = marts.rows(deals.agg(t=of_wins.median()))[0]
    if limit is None:
        return {}, None
    hit = deals.outcome.isin(WON) & (took <= limit)
    rows = deals.select(week=deals.opened_at.truncate("W").date(), hit=hit.cast("int64"))
    counted = marts.rows(rows.group_by("week").agg(k=rows.hit.sum(), n=rows.count()))
    last = (until - timedelta(seconds=limit)).date() - _WEEK
    return {week: (k or 0, n) for week, k, n in counted if week <= last}, limit


def _times(marts: Marts, f: Filter, until: datetime) -> list[tuple[str, Counts, float | None]]:
    rows = visits(marts, f)
    medians = curves(marts, working_rows(marts, rows, until), drawn=False, step=60)
    _, stops = spine(marts, f, ())
    limits = {stop.key: medians[stop.key].median for stop in stops if stop.key in medians}
    known = {key: limit for key, limit in limits.items() if limit}
    if not known:
        return []
    both = rows.select(
        name=rows.stage.cast("string"),
        week=rows.entered_at.truncate("W").date(),
        t=timed_as(marts, rows, until),
    )
    both = both.filter(both.name.isin(list(known)), both.week.notnull(), both.t.notnull())
    inside = (both.t <= both.name.cases(*known.items())).cast("int64")
    both = both.mutate(inside=inside)
    counts: dict[str, Counts] = defaultdict(dict)
    for name, week, k, n in marts.rows(
        both.group_by("name", "week").agg(k=both.inside.sum(), n=both.count())
    ):
        counts[name][week] = (k or 0, n)
    return [(key, _ripe(marts, counts[key], limit, until), limit) for key, limit in known.items()]


def timed_as(marts: Marts, rows: Any, until: datetime) -> Any:
    """Working seconds of stays, open ones until now."""
    so_far = worked(marts.calendar, until) - rows.entered_work
    return (rows.leaving != "").ifelse(rows.working_seconds, so_far)


def _ripe(marts: Marts, counts: Counts, limit: float, until: datetime) -> Counts:
    """Weeks of which every stay could have lasted as long as the limit by now."""
    end = worked(marts.calendar, until)

    def after(week: date) -> int:
        return end - worked(marts.calendar, datetime.combine(week + _WEEK, time(0), UTC))

    return {week: pair for week, pair in counts.items() if after(week) >= limit}


def _variants(marts: Marts, f: Filter) -> Sequence[tuple[str, Counts]]:
    deals = cohort(marts, f)
    decided = deals.filter(deals.outcome.isin(DECIDED), deals.closed_at.notnull())
    own = decided.select("case_id", week=decided.closed_at.truncate("W").date())
    paths = last_visits(marts, f).select("case_id", "path_id", "version_id", NOT_NEEDED)
    paths = paths.inner_join(own, "case_id")
    listed = marts.rows(paths.group_by("path_id", "version_id", NOT_NEEDED, "week").agg(n=paths.count()))
    stages, places = walks(marts, {row[0] for row in listed}), places_of(marts, f)
    shapes = {row[:3]: shape(stages[row[0]], places(row[1]), not_needed_of([row[2]])) for row in listed}
    by_shape: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    weeks: dict[date, int] = defaultdict(int)
    for *walked, week, n in listed:
        by_shape[shapes[tuple(walked)]][week] += n
        weeks[week] += n
    main = sorted(by_shape, key=lambda code: (-sum(by_shape[code].values()), code))[:_VARIANTS]
    return [(code, {week: (by_shape[code].get(week, 0), n) for week, n in weeks.items()}) for code in main]
