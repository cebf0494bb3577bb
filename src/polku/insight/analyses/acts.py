"""What follows what was done: outcomes after an act, first acts that led to another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import ibis

from polku.insight.analyses.clock import by_clock, moment
from polku.insight.analyses.cohort import WON, cohort
from polku.insight.engine import Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import AfterAct, AfterActs, FirstActs, Followed

DAYS: Final = 14
CALL: Final = "engage.call"
DEMO: Final = "engage.demo"
_NEVER: Final = ("cancelled",)


def after_acts(marts: Marts, f: Filter) -> AfterActs:
    """Won, lost, still open, of the deals in which a kind of act took place before they were closed."""
    deals = cohort(marts, f)
    acts = held(marts, deals)
    once = acts.select("case_id", "kind", "outcome").distinct()
    counted = once.group_by("kind").agg(
        n=once.count(),
        won=once.outcome.isin(WON).sum(),
        lost=once.outcome.isin(["lost", "no_decision"]).sum(),
        paused=(once.outcome == "paused").sum(),
        open=(once.outcome == "open").sum(),
    )
    found = [AfterAct(kind, *(value or 0 for value in rest)) for kind, *rest in marts.rows(counted)]
    found.sort(key=lambda act: (-act.n, act.kind))
    (n,) = marts.rows(deals.agg(n=deals.count()))[0]
    return AfterActs(n, tuple(found))


def held(marts: Marts, deals: Any) -> Any:
    """Acts that took place while their deal was open, with the deal's outcome."""
    own = deals.select("case_id", "closed_at", deal_outcome=deals.outcome)
    acts = marts.acts.inner_join(own, "case_id")
    acts = acts.filter(acts.took_place, acts.closed_at.isnull() | (acts.at <= acts.closed_at))
    return acts.select("act_id", "case_id", "at", "kind", "by_id", "reaction", outcome=acts.deal_outcome)


def first_acts(marts: Marts, f: Filter, now: datetime, asked: Asked) -> FirstActs:
    """Deals whose first act of a kind led to another kind within some days, by the month of the first one.

    The other act counts when it was planned or held, whatever became of it, unless it was cancelled: "asked for".
    First acts younger than the limit are left out on both sides, or those that led quickly would flatter.
    """
    act, then, days = asked.act or CALL, asked.then or DEMO, asked.days or DAYS
    firsts = led(marts, f, act, then, days)
    until = moment(now - timedelta(days=days))
    old = firsts.filter(firsts.at <= until)
    months = by_clock(marts, old.at).truncate("M").date()
    counted = old.group_by(month=months).agg(k=old.led.sum(), n=old.count())
    found = sorted((month, Share(k or 0, n)) for month, k, n in marts.rows(counted))
    (young,) = marts.rows(firsts.agg(n=(firsts.at > until).sum()))[0]
    return FirstActs(
        act,
        then,
        days,
        sum(share.n for _, share in found),
        young or 0,
        sum(share.k for _, share in found),
        tuple(Followed(month, share) for month, share in found),
    )


def led(marts: Marts, f: Filter, act: str, then: str, days: int) -> Any:
    """One row per deal with such a first act: when it was, and whether (0, 1) the other followed in time."""
    deals = cohort(marts, f).select("case_id")
    first = marts.acts.filter(marts.acts.took_place, marts.acts.kind == act)
    first = first.group_by("case_id").agg(at=first.at.min()).semi_join(deals, "case_id")
    other = marts.acts.filter(marts.acts.kind == then, ~marts.acts.outcome.fill_null("").isin(_NEVER))
    other = other.select("case_id", other_at=other.at)
    pairs = first.left_join(other, "case_id")
    waited = pairs.other_at.delta(pairs.at, unit="second")
    if act == then:
        in_time = (waited > 0) & (waited <= days * 86_400)
    else:
        in_time = (waited >= 0) & (waited <= days * 86_400)
    pairs = pairs.select("case_id", "at", hit=in_time.fill_null(ibis.literal(False)).cast("int64"))
    return pairs.group_by("case_id").agg(at=pairs.at.min(), led=pairs.hit.max())
