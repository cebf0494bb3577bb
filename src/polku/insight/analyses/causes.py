"""What loss or slowness goes with, and teams and people like for like."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import moment
from polku.insight.analyses.cohort import WON, cohort, watched_until
from polku.insight.analyses.sides import DECIDED, hardly_lost
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import LOSS, SLOWNESS, UNWON, Asked
from polku.insight.logic.differences import (
    LEAST,
    false_discovery,
    p_of_shares,
    shares_apart,
    standardised,
)
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import Cause, Causes, LikeForLike, LikeForLikes

ATTRIBUTES: Final = (
    "source", "owner", "team", "product", "campaign", "customer_kind", "segment", "value_band", "opened", "version",
)  # fmt: skip
_SLOW: Final = 0.75
_ALL_BUT: Final = 0.95
_APART: Final = 0.5
_UNKNOWN: Final = ("", "0")
_COMPARABLE: Final = 0.5
_BANDS: Final = (0.25, 0.5, 0.75)
_DAY: Final = 86_400.0
_STRATA: Final = ("source", "product", "band")


def causes(marts: Marts, f: Filter, now: datetime, asked: Asked) -> Causes:
    """Each value of each attribute against all other deals, by gap x deals; false discoveries held to 5 %.

    Loss: lost or without a decision, of the decided deals. Unwon: of the deals that came early enough, those not won
    within the days in which 95 of 100 wins come; it is asked where losses are hardly ever written down, as in the
    history of a lead list. Slowness: of the decided deals with dates, those that took longer than three quarters of
    them. A group and its rest have 30 deals at least; smaller ones are not tested, so they can't be found. An
    attribute that is known of the won ones alone was written down when they were won: it is named, and not tested.
    What goes together need not cause: look at the deals.
    """
    about = asked.about or (UNWON if hardly_lost(marts, f) else LOSS)
    deals, limit = _targeted(marts, f, about, now)
    counted = {name: _groups(marts.rows(_by(deals, name))) for name in ATTRIBUTES}
    n, hit = marts.rows(deals.agg(n=deals.count(), hit=deals.hit.sum()))[0]
    hit = hit or 0
    late = tuple(name for name, rows in counted.items() if about != SLOWNESS and is_told_after(rows))
    tested: list[tuple[str, str, int, int]] = []
    for name, rows in counted.items():
        large = [row for row in rows if row[1] >= LEAST and n - row[1] >= LEAST and name not in late]
        tested += [(name, value, k, m) for value, m, k in large]
    p_values = [p_of_shares(k, m, hit - k, n - m) for _, _, k, m in tested]
    found = []
    for (name, value, k, m), p, q in zip(tested, p_values, false_discovery(p_values), strict=True):
        gap = shares_apart(k, m, hit - k, n - m)
        found.append(Cause(name, value, Share(k, m), Share(hit - k, n - m), gap, gap.value * m, p, q))
    found.sort(key=lambda one: (one.q > 0.05, -one.extra, one.attribute, one.value))
    return Causes(about, n, hit, len(tested), limit, tuple(found), late)


def _groups(rows: list[Any]) -> list[tuple[str, int, int]]:
    return [(str(row[0]), row[1], row[2] or 0) for row in rows]


def is_told_after(rows: list[tuple[str, int, int]]) -> bool:
    """Whether an attribute is known of those without the effect, and unknown of those with it."""
    unknown = [row for row in rows if row[0] in _UNKNOWN]
    known = [row for row in rows if row[0] not in _UNKNOWN]
    n, m = sum(row[1] for row in unknown), sum(row[1] for row in known)
    if min(n, m) < LEAST:
        return False
    share = sum(row[2] for row in unknown) / n
    return share >= _ALL_BUT and share - sum(row[2] for row in known) / m >= _APART


def _targeted(marts: Marts, f: Filter, about: str, now: datetime) -> tuple[Any, float | None]:
    """Deals in question with `hit` (0, 1) and every attribute as text; and the limit in days, where there is one."""
    deals = cohort(marts, f)
    decided = deals.filter(deals.outcome.isin(DECIDED))
    if about == LOSS:
        return _attributed(marts, decided, ~decided.outcome.isin(WON)), None
    dated = decided.filter(decided.closed_at.notnull(), decided.opened_at.notnull())
    if about == SLOWNESS:
        (limit,) = marts.rows(dated.agg(t=_took(dated).quantile(_SLOW)))[0]
        return _attributed(marts, dated, _took(dated) > (limit or 0.0)), limit
    wins = dated.filter(dated.outcome.isin(WON))
    (limit,) = marts.rows(wins.agg(t=_took(wins).quantile(_ALL_BUT)))[0]
    days = ceil(limit or 0.0)
    until = watched_until(marts, f, now) - timedelta(days=days)
    old = deals.filter(deals.opened_at.notnull(), deals.opened_at <= moment(until))
    in_time = old.outcome.isin(WON) & (_took(old) <= float(days)).fill_null(ibis.literal(False))
    return _attributed(marts, old, ~in_time), float(days)


def _took(deals: Any) -> Any:
    return deals.closed_at.delta(deals.opened_at, unit="second").cast("float64") / _DAY


def _attributed(marts: Marts, deals: Any, hit: Any) -> Any:
    return deals.select(
        hit=hit.cast("int64"),
        source=deals.source.cast("string").fill_null(""),
        owner=deals.owner_id.cast("string").fill_null("0"),
        team=deals.team_id.cast("string").fill_null("0"),
        product=deals["product"].cast("string").fill_null(""),
        campaign=deals.campaign.cast("string").fill_null(""),
        customer_kind=deals.customer_kind.cast("string").fill_null(""),
        segment=deals.segment.cast("string").fill_null(""),
        value_band=band_of(marts, deals).cast("string"),
        opened=deals.opened_at.strftime("%Y-%m").fill_null(""),
        version=deals.version_id.cast("string").fill_null(""),
    )


def _by(deals: Any, name: str) -> Any:
    return deals.group_by(deals[name]).agg(n=deals.count(), hit=deals.hit.sum())


def bands(marts: Marts, deals: Any) -> list[int]:
    """Where the quarters of the value begin, in minor units; fewer where values repeat."""
    found = marts.rows(
        deals.agg(
            **{
                f"b{place}": deals.value_company_minor.cast("float64").quantile(q)
                for place, q in enumerate(_BANDS)
            }
        )
    )[0]
    return sorted({round(edge) for edge in found if edge is not None})


def band_of(marts: Marts, deals: Any) -> Any:
    """The quarter of the value a deal is in, as "from-to" in minor units; '' without a value."""
    edges = bands(marts, deals)
    value = deals.value_company_minor
    if not edges:
        return ibis.literal("")
    names = [f"{low}-{high}" for low, high in zip(["", *edges], [*edges, ""], strict=True)]
    pairs = [(value.isnull(), ""), *((value < edge, names[place]) for place, edge in enumerate(edges))]
    return ibis.cases(*pairs, else_=names[-1])


def like_for_like(marts: Marts, f: Filter) -> LikeForLikes:
    """Won share of the decided deals per team and person, as it would be with the mix of all deals.

    The mix is source x product x quarter of the value (direct standardisation). Only strata in which a group has
    deals count; `covered` says how much of the company that is. Below 30 decided deals, or with less than half
    comparable, nothing is said; nor where losses are hardly ever written down, for then all decided deals are won.
    """
    deals = cohort(marts, f)
    deals = deals.filter(deals.outcome.isin(DECIDED))
    made = deals.select(
        source=deals.source.cast("string").fill_null(""),
        product=deals["product"].cast("string").fill_null(""),
        band=band_of(marts, deals),
        owner=deals.owner_id.fill_null(0),
        team=deals.team_id.fill_null(0),
        won=deals.outcome.isin(WON).cast("int64"),
    )
    listed = marts.rows(made.group_by(*_STRATA, "team", "owner").agg(won=made.won.sum(), n=made.count()))
    everyone: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    groups: dict[tuple[str, int], dict[tuple[str, ...], list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0])
    )
    for *stratum, team, owner, won, n in listed:
        key = tuple(stratum)
        for counts in (everyone[key], groups["team", team][key], groups["person", owner][key]):
            counts[0] += won or 0
            counts[1] += n
    strata, is_said = sorted(everyone), not hardly_lost(marts, f)
    of_all = [(everyone[key][0], everyone[key][1]) for key in strata]
    found = []
    for (kind, group), mine in groups.items():
        own = [(mine[key][0], mine[key][1]) if key in mine else (0, 0) for key in strata]
        plain = Share(sum(k for k, _ in own), sum(n for _, n in own))
        level = standardised(own, of_all) if is_said and plain.n >= LEAST else None
        level = level if level and level.covered >= _COMPARABLE else None
        found.append(LikeForLike(kind, str(group), plain, level))
    found.sort(
        key=lambda one: (one.kind != "team", -(one.level.share if one.level else -1), -one.plain.n, one.key)
    )
    return LikeForLikes(sum(n for _, n in of_all), len(strata), tuple(found), is_said)
