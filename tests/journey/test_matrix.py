"""The matrix: what it takes and refuses, how it lies over stages; the ready journeys; gaps; answers summed up."""

from datetime import timedelta

import pytest

from polku.journey.logic.asking import Share, told, tone
from polku.journey.logic.gaps import Standing, gaps_of
from polku.journey.logic.matrix import ROWS, free_key, read
from polku.journey.logic.over import over
from polku.journey.logic.ready_made import all_ready, names
from polku.kernel.errors import Invalid
from polku.kernel.words import Text
from polku.process.logic.definition import Definition, Stage
from polku.process.logic.ready_made import definition
from tests.conftest import NOW

STEP = {"key": "one", "phase": "aware", "name": {"en": "One"}}


def test_what_is_written_is_read_again() -> None:
    for one in all_ready():
        assert read(one.matrix.as_dict()) == one.matrix


def test_each_ready_journey_speaks_of_all_four_phases_and_of_every_row() -> None:
    assert names() == ("b2b", "consumer", "public-buyer")
    for one in all_ready():
        assert {step.phase for step in one.matrix.steps} == {"aware", "considering", "deciding", "after"}
        assert {row for _, row, _ in one.matrix.entries()} == set(ROWS)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "steps"),
        ({"steps": []}, "steps"),
        ({"steps": [STEP, STEP]}, "steps"),
        ({"steps": [STEP | {"phase": "soon"}]}, "steps.0.phase"),
        ({"steps": [STEP | {"key": "No Key"}]}, "steps.0"),
        ({"steps": [STEP | {"rows": {"mood": []}}]}, "steps.0.rows"),
        ({"steps": [STEP | {"name": {}}]}, "steps.0.name"),
        (
            {"steps": [STEP | {"rows": {"know": [{"key": "a", "words": "A", "link": "dream:x"}]}}]},
            "steps.0.rows.know.0.link",
        ),
    ],
)
def test_what_is_no_journey_is_refused_by_its_place(document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(document)
    assert list(refused.value.messages) == [field]


def test_a_material_is_known_by_its_key() -> None:
    cell = [{"key": "case", "words": "A case", "link": "material"}]
    assert read({"steps": [STEP | {"rows": {"know": cell}}]}).steps[0].cell("know")[0].link == "material:case"


def test_a_key_is_made_from_words() -> None:
    assert [free_key("What it costs?", []), free_key("!", []), free_key("a", ["a", "a_2"])] == [
        "what_it_costs",
        "entry",
        "a_3",
    ]


def test_stages_of_a_phase_are_shared_out_in_their_order() -> None:
    matrix = read(
        {
            "steps": [
                STEP | {"key": key, "phase": phase}
                for key, phase in (("a", "aware"), ("b", "deciding"), ("c", "deciding"))
            ]
        }
    )
    stages = tuple(
        Stage(key, Text.of(key), phase)
        for key, phase in (("s1", "find"), ("s2", "offer"), ("s3", "close"), ("s4", "care"))
    )
    found = over(matrix, Definition("p", Text.of("P"), stages))
    assert {stage: step.key for stage, step in found.items()} == {"s1": "a", "s2": "b", "s3": "c"}


def test_a_step_that_names_its_stages_has_them_alone() -> None:
    steps = [
        STEP | {"key": "a", "phase": "deciding"},
        STEP | {"key": "b", "phase": "deciding", "stages": ["s2"]},
    ]
    stages = tuple(Stage(key, Text.of(key), "offer") for key in ("s1", "s2", "s3"))
    found = over(read({"steps": steps}), Definition("p", Text.of("P"), stages))
    assert {stage: step.key for stage, step in found.items()} == {"s1": "a", "s2": "b", "s3": "a"}


def test_every_stage_of_a_ready_process_lies_under_a_step() -> None:
    for name in ("eight-stage", "buyer-led", "lead-to-paid", "three-step"):
        process = definition(name)
        assert set(over(all_ready()[0].matrix, process)) == set(process.by_key)


def test_each_gap_is_named_the_most_urgent_first() -> None:
    before, quiet = NOW - timedelta(days=5), NOW - timedelta(days=9)
    found = gaps_of(Standing(False, quiet, before, missing=["case"], unanswered=["price"]))
    assert [(one.kind, one.about) for one in found] == [
        ("unanswered", ("price",)), ("silence", ()), ("no_next_step", ()), ("no_material", ("case",)),
    ]  # fmt: skip


def test_a_deal_in_order_has_no_gap() -> None:
    assert gaps_of(Standing(True, NOW, NOW - timedelta(days=5))) == ()
    assert gaps_of(Standing(True, None, NOW)) == ()


def test_ease_says_how_they_came_out_of_it() -> None:
    assert [tone(one).value for one in (5, 4, 3, 2, 1)] == ["warmer", "warmer", "same", "colder", "colder"]


def test_answers_are_summed_up_with_interval_and_too_few_say_nothing() -> None:
    found = told(
        "won",
        10,
        [(5, "yes", "yes"), (4, "partly", "yes"), (2, "no", "no"), (4, "yes", "maybe"), (5, "yes", "yes")],
    )
    assert (found.easy, found.knew, found.again, found.replied) == (
        Share(4, 5),
        Share(3, 5),
        Share(3, 5),
        Share(5, 10),
    )
    assert [round(one, 3) for one in found.easy.interval] == [0.376, 0.964]
    assert (found.easy.share, Share(4, 4).share) == (0.8, None)
