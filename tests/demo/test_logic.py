"""The simulated company is pure: one seed, one story, told until the given moment and in its order."""

from collections import Counter
from datetime import timedelta

import pytest

from polku.deals.logic.outcomes import REASONS
from polku.demo.actions.filling import SEED, SIZES
from polku.demo.logic import STAGES, Plan, plans
from polku.process.logic import ready_made
from tests.conftest import NOW


def lives(seed: int = SEED, number: int = SIZES["small"]) -> list[Plan]:
    return list(plans(seed=seed, number=number, sellers=5, until=NOW))


def test_one_seed_tells_one_story() -> None:
    assert lives() == lives()
    assert lives() != lives(seed=1)
    assert len(lives()) == SIZES["small"] <= 200


@pytest.mark.parametrize("seed", [SEED, 1, 2])
def test_nothing_happens_after_now_nor_before_the_deal_began(seed: int) -> None:
    for plan in lives(seed):
        times = [plan.opened_at, *(step.at for step in plan.steps)]
        assert NOW - timedelta(days=160) < times[0]
        assert max(times) <= NOW
        assert times == sorted(times), plan


def test_the_stages_and_reasons_are_those_of_the_ready_process() -> None:
    process = ready_made.definition("eight-stage")
    assert tuple(stage.key for stage in process.stages) == STAGES
    said = {reason for plan in lives() for step in plan.steps for reason in step.with_.get("reasons", ())}
    assert said - set(REASONS) == set()


def test_many_ways_of_a_sale_are_told() -> None:
    made = lives()
    ends = Counter(step.with_["outcome"] for plan in made for step in plan.steps if step.what == "close")
    assert min(ends["lost"], ends["paused"], ends["no_decision"]) > 0
    won = [plan for plan in made if any(step.with_.get("stage") == "aftersales" for step in plan.steps)]
    assert 5 < len(won) < len(made) / 2
    private = [plan for plan in made if not plan.customer["company"]]
    assert 5 < len(private) < len(made) / 2
    assert len({plan.owner for plan in made}) == 5
