"""Offers accepted at once and what went before, and how far sellers are apart: counted by hand, and by known truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import isclose, sqrt
from random import Random
from typing import Any

import pytest

from polku.insight.analyses.offering import at_once
from polku.insight.analyses.rows import drill
from polku.insight.analyses.spreading import consistency
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic import offering, spreading
from polku.insight.logic.asked import Asked
from polku.insight.logic.deviations import Deviation
from polku.insight.logic.differences import Price, Side
from polku.insight.logic.figures import Share
from polku.insight.logic.findings import DeviationPrice, ReworkStage
from polku.insight.logic.needless import looks_needless, repeats_needlessly
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, Case, walk

F = Filter(process="made")
FRIDAY = datetime(2026, 10, 16, 9, 0, tzinfo=UTC)
_engine = Engine()


def acted(cases: Sequence[Case], acts: Sequence[tuple[int, str, datetime]]) -> Marts:
    """The deals with what was done in them: (number, kind, when)."""
    rows: list[dict[str, Any]] = [
        {"act_id": place, "case_id": number, "at": at.replace(tzinfo=None), "kind": kind, "outcome": "",
         "took_place": True, "by_id": 1, "reaction": ""}
        for place, (number, kind, at) in enumerate(acts, 1)
    ]  # fmt: skip
    return _engine.load(worlds.tables(cases) | {"acts": worlds.table("acts", rows)}, DEFAULT)


def test_a_yes_at_once_comes_by_the_next_working_day_and_to_the_offer_as_it_was() -> None:
    sent, yes = "quotes.quote_sent", "quotes.quote_accepted"
    acts = [
        (1, "engage.demo", FRIDAY - DAY), (1, sent, FRIDAY), (1, yes, FRIDAY + 3 * DAY),  # Friday, then Monday
        (2, "engage.demo", FRIDAY - DAY), (2, sent, FRIDAY), (2, yes, FRIDAY + 4 * DAY),  # Tuesday
        (3, sent, FRIDAY), (3, sent, FRIDAY + timedelta(hours=1)), (3, yes, FRIDAY + timedelta(hours=2)),  # changed
        (4, "engage.demo", FRIDAY + DAY), (4, sent, FRIDAY), (4, yes, FRIDAY),  # the demo came after
        (5, sent, NOW - timedelta(hours=1)), (5, yes, NOW),  # too young to say
        (6, "engage.call", FRIDAY),  # no offer
    ]  # fmt: skip
    marts = acted([walk("find", "offer") for _ in range(6)], acts)

    found = at_once(marts, F, NOW, Asked())
    assert (found.days, found.share, found.young, found.tested) == (1, Share(2, 4), 1, 0)
    assert [(one.act, one.with_it, one.without, one.q) for one in found.acts] == [
        ("engage.demo", Share(1, 2), Share(1, 2), None)
    ]
    assert at_once(marts, F, NOW, Asked(days=2)).share == Share(3, 4)

    def led_to(what: str, stage: str = "") -> list[int]:
        return [row[0] for row in marts.rows(drill(marts, Drill(F, what, stage=stage, other="1"), NOW))]

    assert led_to("at_once") == [4, 1]
    assert led_to("offer_after") == [4, 3, 2, 1]
    assert led_to("offer_after", "engage.demo") == [2, 1]
    assert led_to("at_once", "engage.demo") == [1]


def test_the_last_day_counts_working_days_alone() -> None:
    assert offering.last_day(DEFAULT, date(2026, 10, 16), 0) == date(2026, 10, 16)
    assert offering.last_day(DEFAULT, date(2026, 10, 16), 1) == date(2026, 10, 19)
    assert offering.last_day(DEFAULT, date(2026, 10, 17), 1) == date(2026, 10, 19)


def test_what_went_before_more_often_is_found_among_all_that_was_compared() -> None:
    rows = offering.went_before([("call", 60, 100), ("demo", 50, 100), ("few", 5, 10)], 100, 200)
    assert [(one.act, one.is_finding) for one in rows] == [("call", True), ("demo", False), ("few", False)]
    call = rows[0]
    assert (call.with_it, call.without, call.before, call.others) == (
        Share(60, 100), Share(40, 100), Share(60, 100), Share(40, 100),
    )  # fmt: skip
    # Pearson: 200 x (60 x 60 - 40 x 40)^2 / (100 x 100 x 100 x 100) = 8; of two tests the first is doubled.
    assert call.q is not None
    assert isclose(call.q, 2 * 0.004677734981, rel_tol=1e-9)
    assert call.gap is not None
    assert isclose(call.gap.value, 0.2)
    assert rows[2].q is None


def test_the_spread_of_sellers_is_that_of_the_formulas() -> None:
    # Three sellers with 30, 50, 70 of 100: p = 1/2, variance by chance 0.0025 each.
    levels = [spreading.Level(share, 0.0025, 100) for share in (0.3, 0.5, 0.7)]
    found = spreading.spread("won_share", "", levels)
    assert found is not None
    assert (found.sellers, found.n, found.share, found.least, found.most) == (3, 300, 0.5, 0.3, 0.7)
    assert isclose(found.observed, sqrt(0.08 / 3))
    assert isclose(found.by_chance, sqrt(0.0025 * 2 / 3))
    assert isclose(found.beyond, sqrt((32 - 2) / (1200 - 400)))  # Q = 0.08 / 0.0025, weights of 400
    assert isclose(found.p, 1.12535174719e-07, rel_tol=1e-6)  # exp(-16): two degrees of freedom
    # With equal variances Q falls to a quantile x where 0.08 / (0.0025 + t) = x.
    assert isclose(found.low, sqrt(0.08 / 7.377758908 - 0.0025), rel_tol=1e-6)
    assert isclose(found.high, sqrt(0.08 / 0.050635616 - 0.0025), rel_tol=1e-6)
    assert spreading.spread("won_share", "", levels[:2]) is None


def test_sellers_who_only_have_other_deals_are_alike_with_the_mix_of_all(
    load: Callable[[Sequence[Case]], Marts],
) -> None:
    def deals(owner: int, source: str, won: int, lost: int) -> list[Case]:
        ends = ["won"] * won + ["lost"] * lost
        return [walk("find", "offer", end=end, owner_id=owner, source=source) for end in ends]

    cases: list[Case] = []
    for owner, easy in ((1, 80), (2, 50), (3, 20)):  # easy deals are won in 3 of 4, hard ones in 1 of 4
        cases += deals(owner, "web", easy * 3 // 4, easy - easy * 3 // 4)
        cases += deals(owner, "fair", (100 - easy) // 4, 100 - easy - (100 - easy) // 4)
    found = consistency(load(cases), F, NOW)
    rows = {one.measure: one for one in found.rows if not one.stage}
    assert (found.n, found.sellers) == (300, 3)
    assert rows["won_share"].is_finding
    assert not rows["won_like"].is_finding
    assert rows["won_like"].observed < 0.02 < rows["won_share"].observed


def test_a_slow_seller_is_told_apart_in_the_time_of_a_stage(load: Callable[[Sequence[Case]], Marts]) -> None:
    cases = [
        walk("find", "qualify", end="won", owner_id=owner, days=days, opened_at=NOW - 88 * DAY)
        for owner, days in ((1, 1.0), (2, 1.0), (3, 8.0))
        for _ in range(40)
    ]
    found = {(one.measure, one.stage): one for one in consistency(load(cases), F, NOW).rows}
    slow = found["time", "find"]
    assert (slow.sellers, slow.n, slow.least, slow.most, slow.is_finding) == (3, 120, 0.0, 1.0, True)
    assert ("won_share", "") not in found  # all are won: nothing is said


@pytest.mark.parametrize("seed", range(3))
def test_sellers_who_differ_by_chance_alone_are_not_told_apart(seed: int) -> None:
    chance, hits = Random(seed), 0
    for _ in range(100):
        levels = []
        for _seller in range(6):
            k = sum(chance.random() < 0.3 for _ in range(60))
            levels.append((k, 60))
        share = sum(k for k, _ in levels) / 360
        found = spreading.spread("won_share", "", [
            spreading.Level(k / n, share * (1 - share) / n, n) for k, n in levels
        ])  # fmt: skip
        assert found is not None
        hits += found.p < 0.05
    assert hits <= 12


def side(won: int, decided: int, days: float) -> Side:
    """Deals that took so many days on average, half of them a day less, half a day more."""
    return Side(decided, decided, won, decided, days * decided, (days**2 + 1) * decided)


def test_a_step_looks_needless_where_without_it_no_fewer_are_won_and_sooner() -> None:
    skipped = Deviation("skipped", "qualify")

    def said(one: Deviation, with_it: Side, without: Side) -> bool:
        return looks_needless(DeviationPrice(one, with_it.n, 2000, Price(with_it, without)))

    usual = side(500, 1000, 10)
    assert said(skipped, side(500, 1000, 8), usual)
    assert not said(skipped, side(500, 1000, 10), usual)  # no sooner
    assert not said(skipped, side(440, 1000, 8), usual)  # fewer are won
    assert not said(skipped, side(15, 30, 8), usual)  # so few may be won much less often
    assert not said(skipped, side(10, 20, 8), usual)  # too few to compare
    assert not said(Deviation("back", "offer", "qualify"), side(500, 1000, 8), usual)


def test_coming_again_looks_needless_where_it_wins_no_more_and_takes_longer() -> None:
    def said(with_it: Side, without: Side) -> bool:
        return repeats_needlessly(
            ReworkStage("offer", with_it.n, with_it.n, 0.0, 0, 2000, Price(with_it, without))
        )

    usual = side(500, 1000, 10)
    assert said(side(500, 1000, 12), usual)
    assert not said(side(600, 1000, 12), usual)  # more are won
    assert not said(side(500, 1000, 9), usual)
