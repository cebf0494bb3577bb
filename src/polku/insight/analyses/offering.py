"""Offers accepted at once: which they were, and what was done in their deals before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from polku.insight.analyses.cohort import cohort
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import Asked
from polku.insight.logic.figures import Share
from polku.insight.logic.offering import DAYS, AtOnce, last_day, went_before

SENT: Final = "quotes.quote_sent"
ACCEPTED: Final = "quotes.quote_accepted"


@dataclass(frozen=True)
class _Offers:
    """The first offers by deal: whether accepted at once; how many are too young."""

    at_once: dict[int, bool]
    young: int


def at_once(marts: Marts, f: Filter, now: datetime, asked: Asked) -> AtOnce:
    """The first offers of deals, those accepted at once, and each kind of act that went before an offer.

    At once is by the end of so many working days after the day of the offer, in the company's calendar, before any
    second offer went out: accepted as it was. Offers that have not had that time yet are left out, accepted ones too.
    An act counts if it took place in the deal before the offer went out. What goes before need not cause.
    """
    days = asked.days or DAYS
    offers = _offers(marts, f, now, days)
    hits: Counter[str] = Counter()
    acted: Counter[str] = Counter()
    for case_id, kind in marts.rows(_before(marts, f).select("case_id", "kind")):
        if case_id in offers.at_once:
            acted[kind] += 1
            hits[kind] += offers.at_once[case_id]
    yes, n = sum(offers.at_once.values()), len(offers.at_once)
    found = went_before([(kind, hits[kind], acted[kind]) for kind in sorted(acted)], yes, n)
    tested = sum(one.q is not None for one in found)
    return AtOnce(days, Share(yes, n), offers.young, tested, tuple(found))


def offer_after(marts: Marts, wanted: Drill, now: datetime) -> Any:
    """Deals whose first offer came after an act of a kind; all with an offer where none is named."""
    ids = _offers(marts, wanted.filter, now, int(wanted.other)).at_once
    if not wanted.stage:
        return marts.cases.filter(marts.cases.case_id.isin(list(ids)))
    before = _before(marts, wanted.filter)
    return before.filter(before.kind == wanted.stage, before.case_id.isin(list(ids)))


def accepted_at_once(marts: Marts, wanted: Drill, now: datetime) -> Any:
    """Deals whose first offer was accepted at once; where an act is named, after one."""
    found = _offers(marts, wanted.filter, now, int(wanted.other)).at_once
    rows = marts.cases
    if wanted.stage:
        before = _before(marts, wanted.filter)
        rows = before.filter(before.kind == wanted.stage)
    return rows.filter(rows.case_id.isin([case for case, is_yes in found.items() if is_yes]))


def _firsts(marts: Marts, f: Filter) -> Any:
    """One row per deal with an offer: when the first one went out."""
    sent = marts.acts.filter(marts.acts.kind == SENT, marts.acts["at"].notnull())
    sent = sent.group_by("case_id").agg(sent_at=sent["at"].min())
    return sent.semi_join(cohort(marts, f).select("case_id"), "case_id")


def _before(marts: Marts, f: Filter) -> Any:
    """Each kind of act once per deal in which it took place before the first offer."""
    acts = marts.acts.filter(marts.acts.took_place, marts.acts["at"].notnull())
    acts = acts.filter(~acts.kind.isin([SENT, ACCEPTED]))
    both = acts.select("case_id", "kind", done_at=acts["at"]).inner_join(_firsts(marts, f), "case_id")
    return both.filter(both.done_at < both.sent_at).select("case_id", "kind").distinct()


def _offers(marts: Marts, f: Filter, now: datetime, days: int) -> _Offers:
    firsts = _firsts(marts, f)
    later = marts.acts.filter(marts.acts.kind.isin([SENT, ACCEPTED]), marts.acts["at"].notnull())
    later = later.select("case_id", "kind", came_at=later["at"]).inner_join(firsts, "case_id")
    later = later.filter(
        (later.came_at > later.sent_at) | ((later.kind == ACCEPTED) & (later.came_at == later.sent_at))
    )
    came = later.group_by("case_id").agg(
        yes=later.came_at.min(where=later.kind == ACCEPTED), again=later.came_at.min(where=later.kind == SENT)
    )
    rows = firsts.left_join(came, "case_id").select("case_id", "sent_at", "yes", "again")
    zone, limits = ZoneInfo(marts.calendar.zone), dict[date, date]()
    today, found, young = now.astimezone(zone).date(), dict[int, bool](), 0
    for case_id, sent_at, yes, again in marts.rows(rows):
        sent = _day(sent_at, zone)
        if sent not in limits:
            limits[sent] = last_day(marts.calendar, sent, days)
        if limits[sent] >= today:
            young += 1
            continue
        as_it_was = yes is not None and (again is None or yes <= again)
        found[case_id] = as_it_was and _day(yes, zone) <= limits[sent]
    return _Offers(found, young)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.replace(tzinfo=UTC).astimezone(zone).date()
