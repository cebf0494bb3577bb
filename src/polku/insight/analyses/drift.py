"""What changed and when: shares by week, each looked through for dates at which it became another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import begins, by_clock, day_by_clock, moment
from polku.insight.analyses.cohort import WON, cohort, settled, spine, visits, watched_until
from polku.insight.analyses.paths import last_visits, places_of, walks
from polku.insight.analyses.shapes import NOT_NEEDED
from polku.insight.analyses.sides import DECIDED
from polku.insight.analyses.survival import curves
from polku.insight.analyses.times import working_rows
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.changes import LEAST_A_WEEK, LEAST_WEEKS, changes
from polku.insight.logic.deviations import not_needed_of, shape
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import Drift, Series
from polku.insight.worktime import worked

LEVEL: Final = 0.01
"""Of all series together, so each is held to this part of it."""
_WEEK: Final = timedelta(weeks=1)
_DAY: Final = timedelta(days=1)
_PARTS: Final = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
"""The parts of the deals, the quickest first, of which the one that leaves most to look at is taken."""
_USUAL: Final = 0.25
"""A log begins in the first week with this part of the openings of its middle week."""
_VARIANTS: Final = 5
Counts = dict[date, tuple[int, int]]


@dataclass(frozen=True)
class _Log:
    """The deals that are looked at: opened from `begun` on, up to `last` where a period ends."""

    begun: datetime | None
    last: date | None

    def inside(self, rows: Any) -> Any:
        """Rows with `opened_at` and `week`, of the log and of weeks that are whole to the period's end."""
        if self.last is not None:
            rows = rows.filter(rows.week <= ibis.literal(self.last - 6 * _DAY))
        return rows.filter(rows.opened_at >= moment(self.begun)) if self.begun else rows

    def whole(self, marts: Marts, rows: Any) -> Any:
        """Rows with `name`, `at` and `opened_at` of deals up to an age, in weeks to which all of them have come.

        The age is that at which most rows stay: a low one loses slow deals, a high one the first weeks.
        """
        rows = self.inside(rows)
        if self.begun is None:
            return rows
        begun = self.begun.replace(tzinfo=None)  # by the same clock as the weeks
        since = by_clock(marts, rows["at"]).truncate("W").delta(ibis.literal(begun), unit="second")
        rows = rows.mutate(age=rows["at"].delta(rows.opened_at, unit="second").cast("float64"), since=since)
        quantiles = {f"q{place}": rows.age.quantile(part) for place, part in enumerate(_PARTS)}
        ages = {name: known for name, *known in marts.rows(rows.group_by("name").agg(**quantiles))}
        if not ages:
            return rows
        upto = [
            rows.name.cases(*[(name, max(known[place] or 0.0, 0.0)) for name, known in ages.items()])
            for place in range(len(_PARTS))
        ]
        stays = [(rows.age <= one) & (rows.since >= one) for one in upto]
        kept = {f"q{place}": one.sum() for place, one in enumerate(stays)}
        counts = {name: found for name, *found in marts.rows(rows.group_by("name").agg(**kept))}
        best = {
            name: max(range(len(_PARTS)), key=lambda at: found[at] or 0) for name, found in counts.items()
        }
        age = rows.name.cases(*[(name, max(ages[name][at] or 0.0, 0.0)) for name, at in best.items()])
        return rows.filter(rows.age <= age, rows.since >= age)


def drift(marts: Marts, f: Filter, now: datetime) -> Drift:
    """Change points with dates in the won share, in the time of each stage, and in the share of the main variants.

    Won: of the deals opened in a week, those won within the time in which half of all wins come. Time: of the stays
    begun in a week, those over within the stage's median. Weeks too young for that are left out, so that open deals
    do not look like a change. Variants: of the deals decided in a week, those that walked it. Weeks with fewer than
    five are left out.

    Where a log or a chosen period begins only quick deals have come to a later stage or an end yet, and after the last
    day of a period only slow ones still come. So one looks at deals up to an age when they come there, and at the weeks
    to which all such deals have come: from that long after the beginning on, up to the period's last day.
    """
    f = settled(marts, f)
    until = watched_until(marts, f, now)
    log = _log(marts, f)
    listed: list[tuple[str, str, Counts, float | None]] = [
        ("won", "", *_won(marts, f, until, log)),
        *(("time", key, counts, limit) for key, counts, limit in _times(marts, f, until, log)),
        *(("variant", key, counts, None) for key, counts in _variants(marts, f, log)),
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


def _log(marts: Marts, f: Filter) -> _Log:
    """The first week in which deals were opened as usual, or the first day of a chosen period.

    A few old deals before that week are no beginning.
    """
    deals = cohort(marts, f)
    weekly = deals.filter(deals.opened_at.notnull()).group_by(
        week=lambda rows: by_clock(marts, rows.opened_at).truncate("W").date()
    )
    counts = sorted(marts.rows(weekly.agg(n=lambda rows: rows.count())))
    if not counts:
        return _Log(None, f.date_to)
    usual = median(n for _week, n in counts) * _USUAL
    first = next(week for week, n in counts if n >= usual)
    begun = max(first, f.date_from) if f.date_from else first
    return _Log(begins(marts, begun), f.date_to)


def _enough(counts: Counts) -> list[date]:
    return [week for week in sorted(counts) if counts[week][1] >= LEAST_A_WEEK]


def _won(marts: Marts, f: Filter, until: datetime, log: _Log) -> tuple[Counts, float | None]:
    deals = cohort(marts, f)
    deals = deals.filter(deals.opened_at.notnull())
    took = deals.closed_at.delta(deals.opened_at, unit="second")
    of_wins = deals.outcome.isin(WON).ifelse(took.cast("float64"), ibis.null())
    (limit,) = marts.rows(deals.agg(t=of_wins.median()))[0]
    if limit is None:
        return {}, None
    hit = deals.outcome.isin(WON) & (took <= limit)
    week = by_clock(marts, deals.opened_at).truncate("W").date()
    rows = log.inside(deals.select("opened_at", week=week, hit=hit.cast("int64")))
    counted = marts.rows(rows.group_by("week").agg(k=rows.hit.sum(), n=rows.count()))
    last = day_by_clock(marts, until - timedelta(seconds=limit)) - _WEEK
    return {week: (k or 0, n) for week, k, n in counted if week <= last}, limit


def _times(marts: Marts, f: Filter, until: datetime, log: _Log) -> list[tuple[str, Counts, float | None]]:
    rows = visits(marts, f)
    medians = curves(marts, working_rows(marts, rows, until), drawn=False, step=60)
    _, stops = spine(marts, f, ())
    limits = {stop.key: medians[stop.key].median for stop in stops if stop.key in medians}
    known = {key: limit for key, limit in limits.items() if limit}
    if not known:
        return []
    opened = cohort(marts, f).select("case_id", "opened_at")
    rows = rows.inner_join(opened, "case_id")
    both = rows.select(
        "opened_at",
        at=rows.entered_at,
        name=rows.stage.cast("string"),
        week=by_clock(marts, rows.entered_at).truncate("W").date(),
        t=timed_as(marts, rows, until),
    )
    both = both.filter(both.name.isin(list(known)), both.week.notnull(), both.t.notnull())
    both = log.whole(marts, both)
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
        return end - worked(marts.calendar, begins(marts, week + _WEEK))

    return {week: pair for week, pair in counts.items() if after(week) >= limit}


def _variants(marts: Marts, f: Filter, log: _Log) -> Sequence[tuple[str, Counts]]:
    deals = cohort(marts, f)
    decided = deals.filter(deals.outcome.isin(DECIDED), deals.closed_at.notnull())
    own = decided.select(
        "case_id",
        "opened_at",
        at=decided.closed_at,
        name=ibis.literal(""),
        week=by_clock(marts, decided.closed_at).truncate("W").date(),
    )
    own = log.whole(marts, own).select("case_id", "week")
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
