"""The deals behind a number of a finding: the same conditions as the finding, as ids; see `rows`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import ibis

from polku.insight.analyses import late_delivery, orders_right, passing
from polku.insight.analyses.acts import held, led
from polku.insight.analyses.between import passages
from polku.insight.analyses.clock import begins, between, by_clock, moment
from polku.insight.analyses.cohort import (
    GONE,
    WON,
    cohort,
    onward,
    settled,
    visits,
    watched_until,
)
from polku.insight.analyses.costs import timed_t
from polku.insight.analyses.offering import accepted_at_once, offer_after
from polku.insight.analyses.parts import inside, part_of
from polku.insight.analyses.paths import counted_paths, last_visits, places_of, walks
from polku.insight.analyses.retention import first_wins, next_wins, quarter_of
from polku.insight.analyses.satisfaction import last_scores, value_of
from polku.insight.analyses.shapes import NOT_NEEDED
from polku.insight.analyses.sides import DECIDED
from polku.insight.engine import Marts
from polku.insight.filters import Drill
from polku.insight.logic.asked import ANSWERED, WEEK
from polku.insight.logic.buyers import SCORES
from polku.insight.logic.deviations import OVERRIDE, Deviation, not_needed_of, of_path, shape

_DAY: Final = 86_400
_WEEK: Final = timedelta(weeks=1)


def _between(marts: Marts, wanted: Drill, now: datetime) -> Any:
    f = settled(marts, wanted.filter)
    until, _, outcome = wanted.other.partition(":")
    passed = passages(marts, f, wanted.stage, until, watched_until(marts, f, now))
    return passed.filter(passed.outcome == outcome)


def _entered(marts: Marts, wanted: Drill, now: datetime) -> Any:
    """Deals that came to a stage for the first time in a week."""
    f = settled(marts, wanted.filter)
    rows, part = visits(marts, f), part_of(marts, f)
    here = rows.filter(inside(rows, part) if part and not wanted.stage else rows.stage == wanted.stage)
    firsts = here.group_by("case_id").agg(seq=here.seq.min())
    first = here.inner_join(firsts, ["case_id", "seq"])
    week = date.fromisoformat(wanted.other)
    return first.filter(*between(marts, first.entered_at, week, week + _WEEK))


def _opened_in(marts: Marts, wanted: Drill, now: datetime) -> Any:
    per, _, text = wanted.other.partition(":")
    deals = cohort(marts, settled(marts, wanted.filter))
    unit = "W" if per == WEEK else "M"
    return deals.filter(
        by_clock(marts, deals.opened_at).truncate(unit).date() == ibis.literal(date.fromisoformat(text))
    )


def _of_cohort(what: Callable[[Any], Any]) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        rows = visits(marts, settled(marts, wanted.filter))
        here = rows.filter(rows.stage == wanted.stage, rows.last_of_stage)
        return here.filter(what(here)).semi_join(_opened_in(marts, wanted, now), "case_id")

    return found


def _after_act(*outcomes: str) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        acts = held(marts, cohort(marts, wanted.filter))
        acts = acts.filter(acts.kind == wanted.stage)
        return acts.filter(acts.outcome.isin(outcomes)) if outcomes else acts

    return found


def _first(*, only_led: bool) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        act, then, days = wanted.stage.split("|")
        firsts = led(marts, wanted.filter, act, then, int(days))
        month = by_clock(marts, firsts.at).truncate("M").date() == ibis.literal(
            date.fromisoformat(wanted.other)
        )
        old = firsts.at <= moment(now - timedelta(days=int(days)))
        return firsts.filter(month, old, firsts.led >= int(only_led))

    return found


def _present(marts: Marts, wanted: Drill, now: datetime) -> Any:
    rows = visits(marts, settled(marts, wanted.filter))
    end = moment(begins(marts, date.fromisoformat(wanted.other) + _WEEK))
    here = rows.filter(rows.stage == wanted.stage, rows.entered_at < end)
    return here.filter((here.leaving == "") | (here.left_at >= end))


def _shape(marts: Marts, wanted: Drill, now: datetime) -> Any:
    def like(path: tuple[str, ...], places: Any, not_needed: tuple[str, ...]) -> bool:
        return shape(path, places, not_needed) == wanted.other

    return _on_paths(marts, wanted, like)


def _deviation(marts: Marts, wanted: Drill, now: datetime) -> Any:
    one = Deviation.of(wanted.other)
    if one.kind == OVERRIDE:
        rows = visits(marts, settled(marts, wanted.filter))
        return rows.filter(rows.stage == one.stage, rows.override)
    return _on_paths(marts, wanted, lambda *walked: one in of_path(*walked))


def _on_paths(
    marts: Marts, wanted: Drill, like: Callable[[tuple[str, ...], Any, tuple[str, ...]], bool]
) -> Any:
    f = settled(marts, wanted.filter)
    counted = counted_paths(marts, f)
    paths, places = walks(marts, [row[0] for row in counted]), places_of(marts, f)
    found: dict[tuple[int, str], list[int]] = {}
    for path_id, version_id, listed, _ in counted:
        if like(paths[path_id], places(version_id), not_needed_of([listed])):
            found.setdefault((version_id, listed), []).append(path_id)
    deals = last_visits(marts, f)
    hit = ibis.literal(False)
    for (version_id, listed), ids in found.items():
        alike = (deals.version_id == version_id) & (deals[NOT_NEEDED] == listed)
        hit = hit | (alike & deals.path_id.isin(ids))
    return deals.filter(hit)


def _handover(marts: Marts, wanted: Drill, now: datetime) -> Any:
    giver, _, taker = wanted.other.partition(":")
    rows = visits(marts, settled(marts, wanted.filter))
    in_line = ibis.window(group_by="case_id", order_by="seq")
    steps = rows.select(
        "case_id", giver=rows.by_id, taker=rows.by_id.lead().over(in_line), leaving=rows.leaving
    )
    return steps.filter(
        steps.giver == int(giver), steps.taker == int(taker), steps.leaving.isin(["moved", "won"])
    )


def _lost_here(marts: Marts, wanted: Drill, now: datetime) -> Any:
    rows = visits(marts, settled(marts, wanted.filter))
    return rows.filter(
        rows.stage == wanted.stage, rows.last_of_stage, rows.leaving.isin(["lost", "no_decision"])
    )


def _waited(*, gone: bool) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        f = settled(marts, wanted.filter)
        start, _, end = wanted.other.partition(":")
        rows = visits(marts, f)
        here = rows.filter(rows.stage == wanted.stage)
        here = here.mutate(waited_for=timed_t(here, watched_until(marts, f, now)))
        here = here.filter(here.waited_for >= int(start) * _DAY)
        return here.filter(here.leaving.isin(GONE), here.waited_for < int(end) * _DAY) if gone else here

    return found


def _decided(marts: Marts, wanted: Drill, now: datetime) -> Any:
    deals = cohort(marts, wanted.filter)
    return deals.filter(deals.outcome.isin(DECIDED))


def _decided_in(marts: Marts, wanted: Drill, now: datetime) -> Any:
    deals = _decided(marts, wanted, now)
    return deals.filter(deals.opened_at.strftime("%Y-%m") == wanted.other)


def _scored(score: int | None = None) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        rows = last_scores(marts, wanted.filter)
        if score is not None:
            rows = rows.filter(rows.score == score)
        if wanted.stage:
            rows = rows.filter(value_of(rows, "stage") == wanted.stage)
        return rows.filter(value_of(rows, ANSWERED) == wanted.other) if wanted.other else rows

    return found


def _of_customers(of: Callable[[Marts, Any], Any]) -> Callable[[Marts, Drill, datetime], Any]:
    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        rows = of(marts, wanted.filter)
        return rows.filter(quarter_of(marts, rows) == wanted.other) if wanted.other else rows

    return found


FINDING_DRILLS: Final[dict[str, Callable[[Marts, Drill, datetime], Any]]] = {
    "between": _between,
    "entered": _entered,
    "opened_in": _opened_in,
    "cohort_reached": _of_cohort(lambda rows: rows.last_of_stage),
    "cohort_advanced": _of_cohort(onward),
    "cohort_won": _of_cohort(lambda rows: rows.outcome.isin(WON)),
    "act": _after_act(),
    "act_won": _after_act(*WON),
    "act_lost": _after_act("lost", "no_decision"),
    "act_paused": _after_act("paused"),
    "act_open": _after_act("open"),
    "first": _first(only_led=False),
    "first_led": _first(only_led=True),
    "present": _present,
    "shape": _shape,
    "deviation": _deviation,
    "handover": _handover,
    "lost_here": _lost_here,
    "waited": _waited(gone=False),
    "decided": _decided,
    "decided_in": _decided_in,
    "waited_gone": _waited(gone=True),
    "at_once": accepted_at_once,
    "offer_after": offer_after,
    **orders_right.DRILLS,
    **late_delivery.DRILLS,
    **passing.DRILLS,
    "scored": _scored(),
    **{f"scored_{score}": _scored(score) for score in SCORES},
    "first_won": _of_customers(first_wins),
    "came_back": _of_customers(next_wins),
}
"""What a drill counts, by its name in the token."""
