"""A stage that a rule called not needed for a deal is no deviation of it, anywhere; counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from polku.insight.analyses import deviating, drift, flows, funnel, going_round
from polku.insight.analyses.rows import drill
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.deviations import Deviation, not_needed_of, of_path, shape
from tests.insight.worlds import NOW, Case, walk

F = Filter(process="made")
QUALIFY = Deviation("skipped", "qualify")
OFFER = Deviation("skipped", "offer")


def spared(case: Case, **at: str) -> Case:
    """The deal with what was not needed on the way into a stage."""
    return replace(case, visits=tuple(replace(one, not_needed=at.get(one.stage, "")) for one in case.visits))


WHOLE = walk("find", "qualify", "offer", "close", end="won")
LEFT_OUT = walk("find", "offer", "close", end="lost")
SPARED = spared(walk("find", "offer", "close", end="won"), offer="qualify")
HALF = spared(walk("find", "close", end="won"), close="qualify")
BOTH = spared(walk("find", "close", end="lost"), close="qualify,offer")
CAME_BACK = spared(walk("find", "offer", "qualify", "offer", end="lost"), offer="qualify")
CASES = (WHOLE, LEFT_OUT, SPARED, SPARED, HALF, BOTH, CAME_BACK)


def test_what_was_not_needed_was_not_skipped_on_a_path() -> None:
    places = {"find": 0, "qualify": 1, "offer": 2, "close": 3}
    assert of_path(("find", "close"), places) == (QUALIFY, OFFER)
    assert of_path(("find", "close"), places, ("qualify",)) == (OFFER,)
    assert of_path(("find", "close"), places, ("qualify", "offer")) == ()
    assert shape(("find", "close"), places, ("offer",)) == "skipped:qualify"
    assert not_needed_of(["", "offer,qualify", "offer"]) == ("offer", "qualify")


def test_figures_count_a_stage_not_needed_as_fitting(load: Callable[[Sequence[Case]], Marts]) -> None:
    marts = load(CASES)
    told = funnel.funnel(marts, F)
    assert {one.key: one.skipped for one in told.stages} == {
        "find": 0, "qualify": 1, "offer": 1, "close": 0, "deliver": 0,
    }  # fmt: skip
    fits = flows.conformance(marts, F)
    assert (fits.n, fits.conforming) == (7, 4)
    groups = going_round.variant_groups(marts, F)
    assert {one.shape: one.n for one in groups.groups} == {
        "": 4, "skipped:qualify": 1, "skipped:offer": 1, "repeated:offer": 1,
    }  # fmt: skip
    found = deviating.deviations(marts, F)
    assert (found.n, found.fitting, found.strictly) == (7, 4, 4)
    assert {one.deviation.code: (one.n, one.of) for one in found.deviations} == {
        "skipped:qualify": (1, 3),  # of the whole one, the one left out and the one that came back
        "skipped:offer": (1, 5),  # of all that got to closing but the one that did not need it
        "back:offer:qualify": (1, 5),
    }


def test_a_deal_is_told_what_it_left_out_and_figures_lead_to_it(
    load: Callable[[Sequence[Case]], Marts],
) -> None:
    marts = load(CASES)
    assert [deviating.of_case(marts, F, number) for number in range(1, 8)] == [
        (), (QUALIFY,), (), (), (OFFER,), (), (Deviation("back", "offer", "qualify"),),
    ]  # fmt: skip

    def led_to(wanted: Drill) -> list[int]:
        return [row[0] for row in marts.rows(drill(marts, wanted, NOW))]

    assert led_to(Drill(F, "skipped", stage="qualify")) == [2]
    assert led_to(Drill(F, "skipped", stage="offer")) == [5]
    assert led_to(Drill(F, "deviation", other="skipped:qualify")) == [2]
    assert led_to(Drill(F, "shape", other="")) == [6, 4, 3, 1]


def test_nobody_is_named_for_leaving_out_what_was_not_needed(
    load: Callable[[Sequence[Case]], Marts],
) -> None:
    mine = [replace(SPARED, owner_id=1)] * 40
    theirs = [replace(WHOLE, owner_id=2)] * 40
    named = deviating.who_deviates(load([*mine, *theirs]), F)
    assert (named.n, named.tested, named.people) == (80, 0, ())
    without = [replace(LEFT_OUT, owner_id=1)] * 40
    named = deviating.who_deviates(load([*without, *theirs]), F)
    assert [(one.owner, one.deviation) for one in named.people if one.extra > 0] == [(1, QUALIFY)]


def test_weeks_of_variants_count_it_as_the_line(load: Callable[[Sequence[Case]], Marts]) -> None:
    marts = load([WHOLE, SPARED])
    counted = dict(drift._variants(marts, F, drift._Log(None, None)))
    assert [(code, list(weeks.values())) for code, weeks in counted.items()] == [("", [(2, 2)])]
