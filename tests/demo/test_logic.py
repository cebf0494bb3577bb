"""The simulated company is pure: one seed, one story, told until the given moment and in its order."""

from collections import Counter
from datetime import timedelta

import pytest

from polku.deals.logic.outcomes import REASONS
from polku.demo.actions.filling import SEED, SIZES
from polku.demo.logic import CARE, SELLING, STAGES, Plan, lively_plans, plans
from polku.demo.words import WORDS, Words
from polku.kernel.words import LANGUAGES
from polku.process.logic import ready_made
from tests.conftest import NOW


def lives(seed: int = SEED, number: int = SIZES["small"], language: str = "en") -> list[Plan]:
    return list(plans(seed=seed, number=number, sellers=5, until=NOW, words=WORDS[language]))


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
    process = ready_made.definition("lead-to-paid")
    assert tuple(stage.key for stage in process.stages) == STAGES
    said = {reason for plan in lives() for step in plan.steps for reason in step.with_.get("reasons", ())}
    assert said - set(REASONS) == set()


@pytest.mark.parametrize("hours", range(0, 14 * 24, 37))
def test_no_stage_of_selling_is_empty_whenever_the_story_is_told(hours: int) -> None:
    until = NOW + timedelta(hours=hours)
    told = lively_plans(seed=SEED, number=SIZES["small"], sellers=5, until=until)
    stand = Counter(plan.stands_in for plan in told)
    assert len(told) == SIZES["small"]
    assert min(stand[stage] for stage in SELLING) >= 2


def test_many_ways_of_a_sale_are_told() -> None:
    made = lives()
    ends = Counter(step.with_["outcome"] for plan in made for step in plan.steps if step.what == "close")
    assert min(ends["lost"], ends["paused"], ends["no_decision"]) > 0
    won = [plan for plan in made if any(step.what == "confirm" for step in plan.steps)]
    assert 5 < len(won) < len(made) / 2
    private = [plan for plan in made if not plan.customer["company"]]
    assert 5 < len(private) < len(made) / 2
    assert len({plan.owner for plan in made}) == 5


def sizes(words: Words) -> list[object]:
    lists = (
        words.sources, words.campaigns, words.next_steps, words.care_steps, words.comments, *words.texts.values(),
    )  # fmt: skip
    return [list(words.texts), *(len(one) for one in lists)]


def texts(words: Words) -> set[str]:
    lists = (
        words.sources, words.campaigns, words.next_steps, words.care_steps, words.comments, *words.texts.values(),
    )  # fmt: skip
    single = (
        words.upkeep, words.need, words.spoke, words.ask_bant, words.hold, words.cancel, words.credit, words.short,
        words.cheaper, words.wish, words.given, words.in_return, words.reorder, words.fee,
    )  # fmt: skip
    return {text for one in lists for text in one}.union(single)


def test_every_language_has_all_the_words_and_its_own() -> None:
    assert tuple(WORDS) == LANGUAGES
    assert [language for language, words in WORDS.items() if sizes(words) != sizes(WORDS["en"])] == []
    shared = {language: texts(words) & texts(WORDS["en"]) for language, words in WORDS.items()}
    assert shared | {"en": set()} == {
        "en": set(), "fi": set(), "lv": set(), "pl": {"newsletter", "partner"}, "ru": set(), "zh-hant": set(),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_is_the_same_in_every_language(language: str) -> None:
    def course(made: list[Plan]) -> list[object]:
        return [
            (plan.opened_at, plan.value_minor, [(step.at, step.what) for step in plan.steps]) for plan in made
        ]

    assert course(lives(language=language)) == course(lives())
    known, said = (
        texts(WORDS[language]),
        {step.with_.get("text") for plan in lives(language=language) for step in plan.steps},
    )
    assert said - known == {None}


def test_what_is_won_is_delivered_billed_paid_and_cared_for() -> None:
    won = [plan for plan in lives() if any(step.what == "confirm" for step in plan.steps)]
    come = Counter(step.what for plan in won for step in plan.steps)
    assert len(won) >= come["arrive"] >= come["bill"] > come["pay"] > len(won) / 3
    done = Counter(step.with_["item"] for plan in won for step in plan.steps if step.what == "tick")
    assert set(done) == {item for item, _ in CARE}
    finished = [plan for plan in won if plan.steps[-1].what == "finish"]
    assert 3 < len(finished) < len(won)
