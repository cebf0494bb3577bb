"""Findings against the same thing counted by hand, and the statistics against published examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from polku.insight.analyses import (
    acts,
    between,
    causes,
    cohorts,
    costs,
    deviating,
    going_round,
    rows,
    standing,
)
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic import deviations, differences, incidence
from polku.insight.logic.asked import Asked
from polku.insight.logic.changes import changes
from polku.insight.logic.deviations import Deviation
from polku.kernel.calendars import DEFAULT
from polku.kernel.errors import Invalid
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, STAGES, Case, Visit, walk

Load = Callable[[Sequence[Case]], Marts]
ALL = Filter()
HOUR = 3600


def drilled(marts: Marts, what: str, stage: str = "", other: str = "") -> list[int]:
    """The deals behind a number, by their place in the made company."""
    return sorted(row[0] for row in marts.rows(rows.drill(marts, Drill(ALL, what, stage, other), NOW)))


def with_acts(cases: Sequence[Case], done: Sequence[tuple[int, str, float, str]]) -> Marts:
    """A company and what was done: (case, kind, days after opening, outcome)."""
    listed: list[dict[str, Any]] = [
        {
            "act_id": number,
            "case_id": case,
            "at": worlds._naive((cases[case - 1].opened_at or NOW) + timedelta(days=days)),
            "kind": kind,
            "outcome": outcome,
            "took_place": outcome == "done",
            "reaction": "",
        }
        for number, (case, kind, days, outcome) in enumerate(done, 1)
    ]
    tables = worlds.tables(cases) | {"acts": worlds.table("acts", listed)}
    return _engine.load(tables, DEFAULT)


_engine = Engine()


def test_from_stage_to_stage_counts_those_that_left_and_those_on_the_way(load: Load) -> None:
    marts = load(
        [
            walk("find", "qualify", "offer", days=2.0),
            walk("find", "qualify", "offer", end="lost", days=4.0),
            walk("find", "qualify", end="lost", days=1.0),
            walk("find", "qualify"),
            walk("qualify", "offer", end="won", days=3.0),
            walk("find", "qualify", "offer", days=2.0, voided=True),
        ]
    )

    found = between.between(marts, ALL, NOW, Asked(stage="find", until="offer"))

    assert (found.n, found.reached, found.open, dict(found.ended)) == (4, 2, 1, {"lost": 1})
    assert found.calendar.median == 8 * 86_400
    # At 2 days one of four is lost; at 4 one of the three left has arrived, at 8 one of two (one is on the way).
    points = {key: [(p.t / 86_400, p.share) for p in found.shares[key]] for key in found.shares}
    assert points == {"lost": [(2, 0.25)], "reached": [(4, 0.25 + 0.25 * 0), (8, 0.25 + 0.5 * 0.5)]}
    assert drilled(marts, "between", "find", "offer:reached") == [1, 2]
    assert drilled(marts, "between", "find", "offer:") == [4]
    assert sum(week.curve.n for week in found.weeks) == 4


def test_competing_outcomes_with_tied_times_equal_the_table_by_hand() -> None:
    # n 6: at 1 one won and one lost, at 2 one won and one open, at 3 two lost.
    found = incidence.aalen_johansen(
        [(1, "won", 1), (1, "lost", 1), (2, "won", 1), (2, "", 1), (3, "lost", 2)]
    )

    won, lost = ([(p.t, round(p.share, 9)) for p in found[key]] for key in ("won", "lost"))
    assert won == [(1, round(1 / 6, 9)), (2, round(1 / 6 + 4 / 6 * 1 / 4, 9))]
    assert lost == [(1, round(1 / 6, 9)), (3, round(1 / 6 + 4 / 6 * 3 / 4, 9))]
    assert incidence.reached_by(found["won"], 0.3) == 2
    assert incidence.at(found["won"], 1.5).share == pytest.approx(1 / 6)


def test_without_censoring_the_spread_of_an_incidence_is_that_of_a_share() -> None:
    found = incidence.aalen_johansen([(t, "won" if t % 3 else "lost", 1) for t in range(1, 61)])

    # 40 of 60 won in the end: the variance of the estimate is p (1 - p) / n, on the log-log scale.
    last = found["won"][-1]
    low, high = 0.531, 0.772
    assert (last.share, round(last.low, 2), round(last.high, 2)) == (
        pytest.approx(40 / 60),
        round(low, 2),
        round(high, 2),
    )


def test_lost_after_a_demo_counts_each_deal_once_and_only_while_it_was_open() -> None:
    cases = [
        walk("find", "offer", end="lost"),
        walk("find", "offer", end="won"),
        walk("find", "offer"),
        walk("find", end="lost"),
    ]
    marts = with_acts(
        cases,
        [
            (1, "engage.demo", 0.5, "done"),
            (1, "engage.demo", 0.6, "done"),
            (2, "engage.demo", 0.5, "done"),
            (3, "engage.demo", 0.5, "done"),
            (3, "engage.call", 0.5, "planned"),
            (4, "engage.demo", 9.0, "done"),
        ],
    )

    (demo,) = acts.after_acts(marts, ALL).acts

    assert (demo.kind, demo.n, demo.won, demo.lost, demo.open) == ("engage.demo", 3, 1, 1, 1)
    assert (demo.lost_share.k, demo.lost_share.n) == (1, 2)
    assert drilled(marts, "act_lost", "engage.demo") == [1]


def test_first_calls_that_asked_for_a_demo_leave_young_ones_out() -> None:
    young = NOW - 3 * DAY
    cases = [walk("find"), walk("find"), walk("find"), walk("find", opened_at=young)]
    marts = with_acts(
        cases,
        [
            (1, "engage.call", 1, "done"),
            (1, "engage.demo", 5, "planned"),
            (2, "engage.call", 1, "done"),
            (2, "engage.demo", 20, "done"),
            (3, "engage.call", 1, "done"),
            (3, "engage.demo", 2, "cancelled"),
            (4, "engage.call", 1, "done"),
        ],
    )

    found = acts.first_acts(marts, ALL, NOW, Asked(days=7))

    assert (found.n, found.followed, found.young) == (3, 1, 1)
    month = found.months[0].month.isoformat()
    assert drilled(marts, "first_led", "engage.call|engage.demo|7", month) == [1]


def test_the_three_conversions_stand_by_month_of_opening(load: Load) -> None:
    october = NOW - 40 * DAY
    marts = load(
        [
            walk("find", "offer", end="won", opened_at=october),
            walk("find", "offer", end="lost", opened_at=october),
            walk("find", end="lost", opened_at=october),
            walk("find", "offer", opened_at=NOW - 5 * DAY),
        ]
    )

    found = cohorts.cohorts(marts, ALL, Asked(stage="offer"))

    shares = [[(one.k, one.n) for one in cohort.conversions] for cohort in found.cohorts]
    assert [cohort.period for cohort in found.cohorts] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert shares == [[(2, 3), (1, 2), (1, 2)], [(1, 1), (0, 1), (0, 1)]]
    assert found.cohorts[1].open == 1


def test_the_bands_of_the_flow_add_up_to_the_deals_opened(load: Load) -> None:
    marts = load(
        [walk("find", "qualify", end="lost"), walk("find", "qualify"), walk("find", "offer", end="won")]
    )

    found = standing.cumulative_flow(marts, ALL, NOW)

    last = found.weeks[-1]
    assert {key: n for key, n in last.present.items() if n} == {"qualify": 1}
    assert (last.ended, last.gone) == (1, 1)
    assert all(
        sum(week.present.values()) + week.ended + week.gone == sum(w.opened for w in found.weeks[: place + 1])
        for place, week in enumerate(found.weeks)
    )
    assert drilled(marts, "present", "qualify", last.week.isoformat()) == [2]


def test_rework_counts_returns_and_the_hours_after_the_first_stay(load: Load) -> None:
    marts = load(
        [walk("find", "qualify", "find", "qualify", "offer", end="won"), walk("find", "qualify", end="lost")]
    )

    found = going_round.rework(marts, ALL)

    assert (found.n, found.deals) == (2, 1)
    by_stage = {one.stage: (one.deals, one.returns, one.reached) for one in found.stages}
    assert by_stage == {"find": (1, 1, 2), "qualify": (1, 1, 2)}
    second = worlds.timed(walk("find", "qualify", "find", "qualify"))[3]
    expected = DEFAULT.working_seconds(*worlds.timed(walk("find", "qualify", "find", "qualify", "offer"))[3])
    assert second[0] is not None
    assert {one.stage: one.working_seconds for one in found.stages}["qualify"] == expected


def test_a_path_says_what_it_skipped_and_where_it_went_back() -> None:
    places = {stage: place for place, stage in enumerate(STAGES)}

    assert deviations.of_path(("find", "qualify", "offer"), places) == ()
    assert deviations.of_path(("find", "offer", "qualify", "close"), places) == (
        Deviation("back", "offer", "qualify"),
    )
    assert deviations.of_path(("find", "close"), places) == (
        Deviation("skipped", "qualify"),
        Deviation("skipped", "offer"),
    )
    assert (
        deviations.shape(("find", "offer", "find", "offer"), places)
        == "skipped:qualify+repeated:find+repeated:offer"
    )
    with pytest.raises(ValueError, match="is no deviation"):
        Deviation.of("nonsense")


def test_deviations_name_their_deals_and_allowed_ones_count_against_none(load: Load) -> None:
    past = Case((Visit("find"), Visit("qualify", override=True), Visit("offer", "won")), outcome="won")
    marts = load([walk("find", "qualify", "offer", end="won"), walk("find", "offer", end="lost"), past])

    strict = deviating.deviations(marts, ALL)
    eased = deviating.deviations(marts, ALL, (("skipped:qualify", "Renewals need none"),))

    assert [(one.deviation.code, one.n, one.of) for one in strict.deviations] == [
        ("override:qualify", 1, 2),
        ("skipped:qualify", 1, 3),
    ]
    assert (strict.n, strict.fitting, strict.strictly) == (3, 1, 1)
    assert (eased.fitting, eased.strictly) == (2, 1)
    assert [one.reason for one in eased.deviations] == ["", "Renewals need none"]
    assert strict.deviations[0].price.win is None  # too few to say
    assert drilled(marts, "deviation", "", "skipped:qualify") == [2]
    assert drilled(marts, "deviation", "", "override:qualify") == [3]
    assert deviating.of_case(marts, ALL, 2) == (Deviation("skipped", "qualify"),)


def test_a_bottleneck_is_waiting_times_stays_times_wins_lost(load: Load) -> None:
    marts = load(
        [
            walk("find", "qualify", end="lost", days=7.0),
            walk("find", "qualify", "offer", end="won", days=7.0),
            walk("find", "qualify", "offer", end="won", days=7.0),
        ]
    )

    found = costs.bottlenecks(marts, ALL, NOW)

    top = found.stages[0]
    assert (top.stage, top.stays, top.lost, top.wins_lost, top.score) == ("qualify", 3, 1, 1.0, 1.0)


def test_the_day_from_which_waiting_turns_into_leaving_is_found(load: Load) -> None:
    cases, waiting = [], 1000
    for day in range(30):
        lost, on = round(waiting * (0.01 if day < 15 else 0.08)), round(waiting * 0.04)
        given: dict[str, Any] = {"days": day + 0.5, "opened_at": NOW - 90 * DAY}
        cases += [walk("find", end="lost", **given)] * lost + [walk("find", end="won", **given)] * on
        waiting -= lost + on
    marts = load(cases)

    found = costs.waiting(marts, ALL, NOW, Asked(stage="find"))

    assert (found.steps[0].gone.k, found.steps[0].gone.n) == (10, len(cases))
    assert (found.rises_at, found.p) == (15, 0.001)
    assert found.before == pytest.approx(0.01, abs=0.002)
    assert found.after == pytest.approx(0.08, abs=0.05)
    assert len(drilled(marts, "waited_gone", "find", "0:1")) == 10


def test_a_source_that_loses_is_found_and_the_rest_is_not(load: Load) -> None:
    good = [walk("find", end="won" if turn % 2 else "lost", source=f"s{turn % 5}") for turn in range(400)]
    bad = [walk("find", end="lost" if turn % 10 else "won", source="bad") for turn in range(100)]
    marts = load([*good, *bad])

    found = causes.causes(marts, ALL, NOW, Asked())

    sure = [(one.attribute, one.value) for one in found.causes if one.q < 0.05 and one.extra > 0]
    assert sure == [("source", "bad")]
    assert (found.n, found.with_effect) == (500, 290)
    assert found.causes[0].extra == pytest.approx((0.9 - 0.5) * 100)


def test_a_team_with_hard_deals_is_as_good_as_the_others_like_for_like(load: Load) -> None:
    cases = []
    for team, easy in ((1, 160), (2, 40)):
        for turn in range(200):
            source = "easy" if turn < easy else "hard"
            share = 10 if source == "easy" else 5
            cases.append(
                walk(
                    "find",
                    end="won" if turn % 20 < share else "lost",
                    source=source,
                    team_id=team,
                    owner_id=team,
                )
            )
    marts = load(cases)

    found = {one.key: one for one in causes.like_for_like(marts, ALL).groups if one.kind == "team"}

    assert [found[team].plain.share for team in ("1", "2")] == [0.45, 0.3]
    assert [round(found[team].level.share, 6) for team in ("1", "2") if found[team].level] == [0.375, 0.375]


def test_a_change_has_its_week_and_noise_has_none() -> None:
    before, after = [10, 12, 11, 9, 10, 12, 10, 11, 9, 10], [4, 5, 3, 5, 4, 4, 3, 5, 4, 6]

    (found,) = changes(before + after, [20] * 20)

    assert (found.at, found.p) == (10, 0.001)
    assert found.before > 0.5 > found.after
    assert changes(before * 2, [20] * 20) == ()
    assert changes([0] * 20, [20] * 20) == ()


def test_differences_equal_published_examples() -> None:
    # Newcombe (1998), table II (a): 56/70 against 48/80.
    gap = differences.shares_apart(56, 70, 48, 80)
    assert (round(gap.value, 4), round(gap.low, 4), round(gap.high, 4)) == (0.2, 0.0524, 0.3339)
    # Benjamini and Hochberg (1995), section 3.3: four of fifteen at 5 %.
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.324,
        0.4262,
        0.5719,
        0.6528,
        0.759,
        1,
    ]
    assert sum(q <= 0.05 for q in differences.false_discovery(p)) == 4
    # Fisher's tea: 3 of 4 against 1 of 4.
    assert differences.p_of_shares(3, 4, 1, 4) == pytest.approx(0.485714, abs=1e-6)
    assert differences.p_of_shares(30, 100, 50, 100) == pytest.approx(0.003892, abs=1e-6)


def test_handovers_wait_in_working_time_and_only_between_people(load: Load) -> None:
    marts = load([walk("find", "qualify", "offer", owner_id=1), walk("find", "qualify", owner_id=2)])

    found = going_round.handovers(marts, ALL, ((1, "seller"), (2, "manager")))

    assert (found.n, found.handed, found.people) == (3, 0, ())


def test_what_is_asked_is_read_or_refused_by_name() -> None:
    assert Asked.parse({"stage": "offer", "days": "30", "per": "week"}).pairs() == [
        ("stage", "offer"),
        ("days", "30"),
        ("per", "week"),
    ]
    for wrong in ({"days": "many"}, {"days": "0"}, {"per": "decade"}, {"about": "luck"}):
        with pytest.raises(Invalid):
            Asked.parse(wrong)
