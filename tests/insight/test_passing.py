"""A part of the line, as where customers are found, measured like all of it: against tables counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from polku.insight.analyses import (
    between,
    costs,
    flows,
    funnel,
    going_round,
    passing,
    rows,
    stage_causes,
    times,
)
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic import passing as logic
from polku.insight.logic.asked import Asked
from polku.insight.logic.incidence import at
from polku.insight.logic.passing import Passed, finding_phases
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, STAGES, Case, Visit, walk

Load = Callable[[Sequence[Case]], Marts]
PART = Filter(process="made", phases=("find", "qualify"))
NOTHING = Asked()
OPENED = NOW - 30 * DAY
"""A Wednesday, in the week from 2026-10-19."""

LOG = (
    walk("find", end="lost", campaign="ad", opened_at=OPENED - 7 * DAY),  # 1, in the week from 2026-10-12
    walk("find", "qualify", end="lost", campaign="ad"),  # 2
    walk("find"),  # 3
    walk("find", "qualify", "offer", "close", end="won", campaign="fair", value=1000),  # 4
    walk("find", "offer", end="lost", source="fair", campaign="fair"),  # 5: skipped qualify, lost later
    walk("find", "qualify", "offer", "find", source="fair"),  # 6: got past, then sent back
    walk("qualify", end="paused", source="fair"),  # 7
    walk("offer", "close", end="won", source="fair"),  # 8: never there
    walk("find", end="won", source="fair", value=None),  # 9: won on the spot
    walk("find", end="lost", voided=True),  # 10
    walk("offer", "find", end="lost", source=""),  # 11: sent back to be found, and lost
    Case(
        (Visit("find", days=None), Visit("qualify", "no_decision", None)), None, "no_decision", source=""
    ),  # 12
)


@pytest.fixture(scope="module")
def marts() -> Marts:
    return Engine().load(worlds.tables(LOG), DEFAULT)


def ids(marts: Marts, what: str, f: Filter = PART, **more: Any) -> list[int]:
    return [row[0] for row in marts.rows(rows.drill(marts, Drill(f, what, **more), NOW))]


def test_every_deal_that_came_is_past_it_gone_or_on_the_way(marts: Marts) -> None:
    found = passing.passing(marts, PART, Asked(by="source"))

    assert found.stages == ("find", "qualify")
    assert found.whole == Passed(
        10, 4, lost=3, paused=1, no_decision=1, open=1, won=2, valued=1, won_value_minor=1000
    )
    assert dict(found.groups) == {
        "web": Passed(4, 1, lost=2, open=1, won=1, valued=1, won_value_minor=1000),
        "fair": Passed(4, 3, paused=1, won=1),
        "": Passed(2, 0, lost=1, no_decision=1),
    }
    first = found.groups[0][1].share
    assert (first.share, first.low, first.high) == pytest.approx((0.75, 0.300642, 0.954413), abs=1e-6)


def test_by_campaign_and_by_the_week_of_coming(marts: Marts) -> None:
    campaigns = passing.passing(marts, PART, Asked(by="campaign")).groups
    weeks = passing.passing(marts, PART, Asked(per="week"))

    assert [(key, one.n, one.passed, one.won) for key, one in campaigns] == [
        ("", 6, 2, 1), ("ad", 2, 0, 0), ("fair", 2, 2, 1),
    ]  # fmt: skip
    assert [(week, one.n, one.passed, one.open) for week, one in weeks.groups] == [
        ("2026-10-19", 8, 4, 1), ("2026-10-12", 1, 0, 0),
    ]  # fmt: skip
    assert (weeks.whole.n, weeks.undated) == (10, 1)
    few = passing.passing(marts, PART, NOTHING)  # 9 deals in two weeks
    assert (few.per, [key for key, _ in few.groups]) == ("month", ["2026-10-01"])


def test_the_funnel_of_a_part_ends_with_what_became_of_those_that_got_further(marts: Marts) -> None:
    found = funnel.funnel(marts, PART)

    names = ("reached", "advanced", "back", "lost", "paused", "no_decision", "open", "won", "skipped")
    assert [(one.key, *(getattr(one, name) for name in names)) for one in found.rows] == [
        ("find", 9, 5, 0, 2, 0, 0, 2, 2, 0),
        ("qualify", 5, 2, 0, 1, 1, 1, 0, 1, 2),
        (logic.AFTER, 4, 2, 1, 1, 0, 0, 0, 2, 0),
    ]
    assert (found.n, found.won, found.lost, found.paused, found.no_decision, found.open) == (
        10,
        2,
        4,
        1,
        1,
        2,
    )
    assert funnel.funnel(marts, PART.having(phases=())).after is None


def test_drop_out_bottlenecks_times_steps_and_returns_are_of_its_stages_alone(marts: Marts) -> None:
    left = funnel.dropout(marts, PART)
    narrow = costs.bottlenecks(marts, PART, NOW)
    steps = flows.moves(marts, PART)

    assert [(one.stage, one.outcome, one.n) for one in left.reasons] == [
        ("find", "lost", 2), ("qualify", "lost", 1), ("qualify", "no_decision", 1), ("qualify", "paused", 1),
    ]  # fmt: skip
    assert (left.n, left.gone) == (10, 5)
    assert {one.stage for one in narrow.stages} == {"find", "qualify"}
    assert sum(one.score for one in narrow.stages) == pytest.approx(1)
    assert [one.key for one in times.stage_time(marts, PART, NOW).stages] == ["find", "qualify"]
    assert [(one.stage, one.next_stage, one.n) for one in steps.moves] == [
        ("find", "qualify", 4), ("qualify", "offer", 2), ("find", "offer", 1),
    ]  # fmt: skip
    assert {one.stage for one in stage_causes.stage_causes(marts, PART, NOW).stages} == {"find", "qualify"}
    again = going_round.rework(marts, PART)
    assert (again.n, [(one.stage, one.deals) for one in again.stages]) == (10, [("find", 1)])


def test_the_time_until_getting_further_keeps_lost_and_open_deals(marts: Marts) -> None:
    found = between.between(marts, PART, NOW, NOTHING)

    assert (found.stage, found.until, found.n, found.undated) == ("", "", 10, 1)
    assert (found.reached, found.open, found.ended) == (4, 1, {"lost": 3, "no_decision": 1, "paused": 1})
    # Days: 1 and 1 (got further), 1 1 1 (left), 2 and 2 (got further), 2 (left), 30 (open): S(1) = 7/9, S(2) = 7/18.
    assert found.calendar.median == 2 * 86_400
    assert found.calendar.p90 is None
    assert [
        point.left for point in found.calendar.points if point.t in (86_400, 2 * 86_400)
    ] == pytest.approx([7 / 9, 7 / 18])
    assert found.working.median == 16 * 3600
    # With the ways of leaving as outcomes of their own: 2/9 + 4/9 x 2/4.
    assert at(found.shares["reached"], 3 * 86_400).share == pytest.approx(4 / 9)
    assert [(one.week.isoformat(), one.curve.n, one.curve.ended) for one in found.weeks] == [
        ("2026-10-12", 1, 0), ("2026-10-19", 8, 4),
    ]  # fmt: skip


def test_other_ends_may_be_chosen_behind_the_part(marts: Marts) -> None:
    found = between.between(marts, PART, NOW, Asked(stage="find", until="close"))
    won = between.between(marts, PART, NOW, Asked(until="won"))

    assert (found.stage, found.until, found.n, found.reached) == ("find", "close", 9, 1)
    assert (won.stage, won.until, won.n, won.reached) == ("", "won", 10, 2)


def test_every_number_leads_to_its_deals(marts: Marts) -> None:
    assert ids(marts, "came") == [12, 11, 9, 7, 6, 5, 4, 3, 2, 1]
    assert ids(marts, "passed") == [9, 6, 5, 4]
    assert ids(marts, "part_gone") == [12, 11, 7, 2, 1]
    assert ids(marts, "part_open") == [3]
    assert ids(marts, "part_won") == [9, 4]
    assert ids(marts, "behind_back") == [6]
    assert ids(marts, "behind_lost") == [5]
    assert ids(marts, "behind_open") == []
    assert ids(marts, "came", other="week:2026-10-12") == [1]
    assert ids(marts, "came", other="month:2026-10-01") == [11, 9, 7, 6, 5, 4, 3, 2, 1]
    assert ids(marts, "passed", PART.having(sources=("web",))) == [4]
    assert ids(marts, "between", other=":reached") == [9, 6, 5, 4]
    assert ids(marts, "between", other=":lost") == [11, 2, 1]
    assert ids(marts, "entered", other="2026-10-12") == [1]


def test_without_a_choice_it_is_where_customers_are_found(marts: Marts) -> None:
    found = passing.passing(marts, Filter(process="made"), Asked(by="source"))

    assert found.stages == ("find",)
    assert (found.whole.n, found.whole.passed) == (9, 6)
    assert ids(marts, "passed", Filter(process="made")) == [12, 9, 6, 5, 4, 2]


def test_a_phase_that_the_line_lacks_has_no_stages_and_no_deals(marts: Marts) -> None:
    none = Filter(process="made", phases=("care",))

    assert passing.passing(marts, none, NOTHING) == logic.Passing("period", "week", Passed(), (), ())
    assert (funnel.funnel(marts, none).n, funnel.funnel(marts, none).rows) == (0, ())
    assert between.between(marts, none, NOW, NOTHING).n == 0


def test_the_newest_version_says_which_phase_a_stage_is_in(load: Load) -> None:
    first = worlds.stage_rows()
    second = [row | {"version_id": 2, "number": 2, "phase": "find"} for row in first if row["key"] != "close"]
    tables = worlds.tables([walk("find", "qualify"), walk("find", "qualify", "close")])
    marts = Engine().load(tables | {"stages": worlds.table("stages", [*first, *second])}, DEFAULT)

    assert funnel.funnel(marts, Filter(process="made", phases=("find",))).n == 2
    both = passing.passing(marts, Filter(process="made", phases=("find",)), NOTHING)
    assert both.stages == ("find", "qualify", "offer", "deliver")
    old = passing.passing(marts, Filter(process="made", phases=("find",), version_ids=(1,)), NOTHING)
    assert (old.stages, old.whole.n, old.whole.passed) == (("find",), 2, 2)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("find", "qualify", "engage"), ("find",)),
        (("qualify", "engage", "close"), ("qualify",)),
        (("engage", "offer", "close"), ()),
        (("find",), ()),
        ((), ()),
    ],
)
def test_finding_is_the_phase_before_selling(line: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert finding_phases(line) == expected


def test_a_part_of_a_large_log_equals_the_count_by_hand() -> None:
    cases = [drawn(Random(number)) for number in range(400)]
    marts = Engine().load(worlds.tables(cases), DEFAULT)
    middle = Filter(process="made", phases=("qualify", "offer"))
    stages, after = {"qualify", "offer"}, {"close", "deliver"}
    expected = by_hand(cases, stages, after)

    found = passing.passing(marts, middle, Asked(by="owner"))
    narrow, timed = funnel.funnel(marts, middle), between.between(marts, middle, NOW, NOTHING)

    assert found.whole == expected
    assert min(expected.passed, expected.lost, expected.paused, expected.no_decision, expected.open) > 10
    assert sum(one.n for _, one in found.groups) == expected.n == narrow.n == timed.n
    assert timed.reached == expected.passed
    last = narrow.after
    assert last is not None
    assert last.reached == expected.passed == last.advanced + last.back + last.gone + last.open
    assert last.won == sum(is_past(case, stages, after) for case in cases if case.outcome in worlds.WON)
    assert last.back > 0
    assert len(ids(marts, "came", middle)) == expected.n
    assert len(ids(marts, "part_gone", middle)) == expected.gone


def drawn(chance: Random) -> Case:
    """A deal that goes forward, back, past stages, and ends somewhere."""
    place = chance.choice((0, 0, 0, 1, 2))
    steps = [STAGES[place]]
    while chance.random() < 0.7:
        place = max(0, min(len(STAGES) - 1, place + chance.choice((1, 1, 1, 2, -1, -2))))
        steps += [STAGES[place]] if STAGES[place] != steps[-1] else []
    end = chance.choice(("", "", "won", "lost", "lost", "paused", "no_decision"))
    return walk(*steps, end=end, owner_id=chance.choice((1, 2, None)))


def from_there_on(case: Case, stages: set[str]) -> list[Visit]:
    first = next(
        (place for place, visit in enumerate(case.visits) if visit.stage in stages), len(case.visits)
    )
    return list(case.visits[first:])


def is_past(case: Case, stages: set[str], after: set[str]) -> bool:
    walked = from_there_on(case, stages)
    return any(visit.stage in after or visit.leaving == "won" for visit in walked)


def by_hand(cases: Sequence[Case], stages: set[str], after: set[str]) -> Passed:
    there = [case for case in cases if not case.voided and from_there_on(case, stages)]
    gone = [case.visits[-1].leaving for case in there if not is_past(case, stages, after)]
    won = [case for case in there if case.outcome in worlds.WON]
    return Passed(
        len(there), len(there) - len(gone), gone.count("lost"), gone.count("paused"), gone.count("no_decision"),
        gone.count(""), len(won), len(won), sum(case.value or 0 for case in won),
    )  # fmt: skip
