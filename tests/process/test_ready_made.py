"""Ready-made processes are complete in every language and survive the way to the database and back."""

import pytest

from polku.kernel.words import LANGUAGES, Text
from polku.process.logic import ready_made
from polku.process.logic.definition import Definition
from polku.process.logic.document import from_document, to_document

NAMES = ready_made.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_made_process_is_the_same_after_storing(name: str) -> None:
    made = ready_made.definition(name)
    assert made.key == name
    assert from_document(to_document(made)) == made


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_every_language(name: str) -> None:
    assert [str(text) for text in _texts(ready_made.definition(name)) if text.languages != LANGUAGES] == []


def test_earlier_versions_can_be_loaded_and_are_of_the_same_process() -> None:
    assert "order-to-cash@1" in ready_made.earlier()
    for name in ready_made.earlier():
        assert ready_made.definition(name).key == name.partition("@")[0] in NAMES
        assert ready_made.definition(name) != ready_made.definition(name.partition("@")[0])


@pytest.mark.parametrize("name", ["order-to-cash", "pay-first", "lead-to-paid", "six-stage-cycle"])
def test_stages_of_delivering_ask_for_no_ticks_and_go_on_by_themselves(name: str) -> None:
    delivering = [stage for stage in ready_made.definition(name).stages if stage.phase == "deliver"]
    assert {stage.advance for stage in delivering} == {"true"}
    assert not [one.when for stage in delivering for one in stage.exit if "item_" in one.when]


def test_short_processes_come_first() -> None:
    counts = [len(made.stages) for made in ready_made.all_definitions()]
    assert counts == sorted(counts)


def _texts(made: Definition) -> list[Text]:
    texts = [made.name, made.about]
    for stage in made.stages:
        texts += [stage.name, stage.purpose, stage.buyer, *(item.text for item in stage.checklist)]
        for criterion in (*stage.entry, *stage.exit):
            texts += [criterion.say, criterion.hint]
    return [text for text in texts if text is not None]
