"""Whether sellers work alike: the spread between them in winning and in time, beyond what chance gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import ibis

from polku.insight.analyses.causes import band_of
from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import WON, cohort, settled, spine, visits, watched_until
from polku.insight.analyses.drift import timed_as
from polku.insight.analyses.sides import DECIDED, hardly_lost
from polku.insight.analyses.survival import curves
from polku.insight.analyses.times import working_rows
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.differences import LEAST, false_discovery
from polku.insight.logic.spreading import Level, Spread, Spreads, spread
from polku.insight.worktime import worked

LIKE: Final = "won_like"
SHARE: Final = "won_share"
TIME: Final = "time"
_COVERED: Final = 0.5
_Mix = dict[tuple[str, ...], tuple[int, int]]


def consistency(marts: Marts, f: Filter, now: datetime) -> Spreads:
    """The spread between owners of deals: won share as it is and with the mix of all, and time stage by stage.

    Won: of the decided deals. With the mix: directly standardised by source, product and quarter of the value, as the
    distance to all deals in the same strata; owners of whom less than half is comparable are left out. Time: of the
    deals whose last stay in a stage began early enough, those that were over within the stage's median, so that open
    deals count. An owner has 30 such deals at least, and there are three of them, or nothing is said. What chance alone
    gives is the binomial variance at the share of all.
    """
    f = settled(marts, f)
    mixes = _mixes(marts, f)
    n = sum(n for mix in mixes.values() for _, n in mix.values())
    is_said = not hardly_lost(marts, f)
    found = []
    if is_said:
        plain = {owner: _total(mix.values()) for owner, mix in mixes.items()}
        found = [spread(SHARE, "", _levels(plain)), spread(LIKE, "", _like(mixes))]
    found += [spread(TIME, stage, _levels(of)) for stage, of in _in_time(marts, f, now).items()]
    rows = [one for one in found if one is not None]
    marked = [
        replace(one, q=q) for one, q in zip(rows, false_discovery([one.p for one in rows]), strict=True)
    ]
    marked.sort(key=_order)
    return Spreads(n, len(mixes), is_said, tuple(marked))


def _order(one: Spread) -> tuple[bool, float]:
    return not one.is_finding, -one.beyond


def _mixes(marts: Marts, f: Filter) -> dict[int, _Mix]:
    """Won and decided deals of each owner, by source, product and quarter of the value."""
    deals = cohort(marts, f)
    deals = deals.filter(deals.outcome.isin(DECIDED), deals.owner_id.notnull())
    made = deals.select(
        "owner_id",
        source=deals.source.cast("string").fill_null(""),
        product=deals["product"].cast("string").fill_null(""),
        band=band_of(marts, deals),
        won=deals.outcome.isin(WON).cast("int64"),
    )
    found: dict[int, _Mix] = defaultdict(dict)
    grouped = made.group_by("owner_id", "source", "product", "band").agg(won=made.won.sum(), n=made.count())
    for owner, *stratum, won, n in marts.rows(grouped):
        found[owner][tuple(stratum)] = (won or 0, n)
    return found


def _total(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    rows = list(counts)
    return sum(k for k, _ in rows), sum(n for _, n in rows)


def _levels(of: dict[Any, tuple[int, int]]) -> list[Level]:
    """Plain shares of those with enough deals, each with the variance of chance at the share of all of them."""
    large = [pair for pair in of.values() if pair[1] >= LEAST]
    hits, n = _total(large)
    share = hits / n if n else 0.0
    return [Level(k / m, share * (1 - share) / m, m) for k, m in large]


def _like(mixes: dict[int, _Mix]) -> list[Level]:
    """Shares with the mix of all, as the distance to all deals in the same strata put on top of the share of all."""
    everyone: dict[tuple[str, ...], tuple[int, int]] = {}
    for mix in mixes.values():
        for key, (k, n) in mix.items():
            known = everyone.get(key, (0, 0))
            everyone[key] = known[0] + k, known[1] + n
    hits, total = _total(everyone.values())
    found = []
    for mix in mixes.values():
        own = sum(n for _, n in mix.values())
        weight = sum(everyone[key][1] for key in mix)
        if own < LEAST or weight < _COVERED * total:
            continue
        apart = spreading = 0.0
        for key, (k, n) in mix.items():
            won, of = everyone[key]
            part, usual = of / weight, (won + 0.5) / (of + 1)
            apart += part * (k / n - won / of)
            spreading += part * part * usual * (1 - usual) / n
        found.append(Level(hits / total + apart, spreading, own))
    return found


def _in_time(marts: Marts, f: Filter, now: datetime) -> dict[str, dict[int, tuple[int, int]]]:
    """By stage and owner: deals whose last stay there was over within the stage's median, of those old enough."""
    until = watched_until(marts, f, now)
    rows = visits(marts, f)
    medians = curves(marts, working_rows(marts, rows, until), drawn=False, step=60)
    _, stops = spine(marts, f, ())
    limits = {stop.key: medians[stop.key].median for stop in stops if stop.key in medians}
    known = {key: limit for key, limit in limits.items() if limit}
    if not known:
        return {}
    owners = cohort(marts, f).select("case_id", "owner_id")
    last = rows.filter(rows.last_of_stage, rows.leaving != "mapped").inner_join(owners, "case_id")
    last = last.filter(last.owner_id.notnull(), last.stage.cast("string").isin(list(known)))
    made = last.select(
        "owner_id", "entered_at", name=last.stage.cast("string"), t=timed_as(marts, last, until)
    )
    old = ibis.literal(False)
    for key, limit in known.items():
        before = moment(_long_before(marts, until, limit))
        old = old | ((made.name == key) & (made.entered_at <= before))
    made = made.filter(made.t.notnull(), old)
    made = made.mutate(hit=(made.t <= made.name.cases(*known.items())).cast("int64"))
    counted = made.group_by("name", "owner_id").agg(k=made.hit.sum(), n=made.count())
    found: dict[str, dict[int, tuple[int, int]]] = {key: {} for key in known}
    for name, owner, k, n in marts.rows(counted):
        found[name][owner] = (k or 0, n)
    return found


def _long_before(marts: Marts, until: datetime, seconds: float) -> datetime:
    """The last minute from which so much working time has passed."""
    wanted = worked(marts.calendar, until) - seconds
    low, high = until - timedelta(days=3660), until
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if worked(marts.calendar, middle) <= wanted else (low, middle)
    return low
