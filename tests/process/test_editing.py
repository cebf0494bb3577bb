"""Steps of the editor: one definition to the next."""

from dataclasses import replace

import pytest

from polku.kernel.words import Text
from polku.process.logic import editing
from polku.process.logic.definition import Stage
from tests.process.made import definition, stage

LINE = definition(stage("find"), stage("offer", "offer"), stage("close", "close"))


def keys(made: object) -> list[str]:
    return [one.key for one in made.stages]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Pilottikäyttöönotto", "pilottikayttoonotto"),
        ("Первый контакт", "pervyi_kontakt"),
        ("初次接觸", "stage"),
        ("2nd call", "stage_2nd_call"),
        ("Find", "find_2"),
        ("!", "stage"),
        ("x" * 80, "x" * 36),
    ],
)
def test_a_key_is_made_of_a_name_in_any_script(name: str, key: str) -> None:
    assert editing.key_for(name, {"find"}) == key


@pytest.mark.parametrize(
    ("place", "order"), [(0, "offer find close"), (2, "find close offer"), (99, "find close offer")]
)
def test_a_stage_goes_where_it_is_told(place: int, order: str) -> None:
    assert keys(editing.moved(LINE, "offer", place)) == order.split()


def test_a_stage_is_added_taken_out_and_changed() -> None:
    new = Stage("pilot", Text.of("Pilot"), "offer")
    added = editing.with_stage(LINE, new, 2)
    assert keys(added) == ["find", "offer", "pilot", "close"]
    assert editing.without_stage(added, "pilot") == LINE
    assert editing.changed(added, replace(new, role="product")).by_key["pilot"].role == "product"


def test_the_second_of_a_kind_has_a_two_behind_its_name() -> None:
    assert editing.copied(LINE, set()) is LINE
    second = editing.copied(LINE, {"small"})
    assert (second.key, second.name.to("en")) == ("small-2", "Small 2")
    assert editing.copied(LINE, {"small", "small-2"}).key == "small-3"


def test_changes_of_different_fields_join() -> None:
    base = LINE.stages[0]
    theirs, mine = replace(base, role="marketing"), replace(base, expected_days=4.0)
    assert editing.merged(base, theirs, mine) == (replace(base, role="marketing", expected_days=4.0), [])


def test_changes_of_the_same_field_clash_unless_they_are_alike() -> None:
    base = LINE.stages[0]
    theirs, mine = replace(base, role="marketing"), replace(base, role="finance")
    assert editing.merged(base, theirs, mine)[1] == [editing.Clash("role", "seller", "marketing", "finance")]
    assert editing.merged(base, theirs, theirs) == (theirs, [])
