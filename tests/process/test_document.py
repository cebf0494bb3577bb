"""A document is checked whole, and every fault says where and why."""

from typing import Any

import pytest

from polku.kernel.words import Text
from polku.process.logic.document import check, from_document, parse, to_document
from polku.process.logic.yaml_source import DocumentError
from tests.process.made import criterion, definition, document, stage

FULL = document(
    stage(
        "find",
        role="marketing",
        takes_part=["seller"],
        purpose={"en": "Find them", "fi": "Etsi"},
        expected_days=2.5,
        escalate_days=5,
        buyer="asks",
        buyer_phase="aware",
        checklist=[{"key": "seen", "text": "Seen"}],
        entry=[criterion("in", "call_held", hint="Call")],
        exit=[criterion("out", " item_seen ")],
        advance="demo_held",
        not_needed="product == 'x'",
    ),
    stage("care", "care"),
    about="For all",
    won_when=" order_confirmed ",
)


def test_a_document_survives_the_way_there_and_back() -> None:
    made = from_document(FULL)
    assert from_document(to_document(made)) == made
    assert to_document(from_document(to_document(made))) == to_document(made)
    assert made.stages[0].purpose == Text.of({"en": "Find them", "fi": "Etsi"})
    assert made.stages[0].exit[0].when == "item_seen"
    assert made.won_when == "order_confirmed"
    assert (made.stages[0].expected_days, made.stages[1].role) == (2.5, "seller")


def test_the_written_form_leaves_out_what_says_nothing() -> None:
    assert to_document(definition(stage("find"), stage("won", "deliver", expected_days=3.0))) == {
        "polku": 1,
        "key": "small",
        "name": {"en": "Small"},
        "stages": [
            {"key": "find", "name": {"en": "Find"}, "phase": "find", "role": "seller"},
            {"key": "won", "name": {"en": "Won"}, "phase": "deliver", "role": "seller", "expected_days": 3},
        ],
    }


def _faults(given: object) -> list[tuple[str, str]]:
    return [(fault.where, str(fault.message)) for fault in check(given)]


@pytest.mark.parametrize(
    ("given", "where", "why"),
    [
        (None, "", "“None” should be lines of “key: value”."),
        ([], "", "“[]” should be lines of “key: value”."),
        (document(polku=2), "polku", "“2” must be 1 here."),
        (document(key="Big One"), "key", ("“Big One” is not a key: up to 40 lower-case letters and digits, "
            "words joined by “-”, a letter first.")),
        (document(name=5), "name", "Write a text, or one text for each language."),
        (document(name={}), "name", "This must not be empty."),
        (document(name={"de": "Klein"}), "name.de",
            "“de” is not known here; known are: en, fi, lv, pl, ru, zh-hant."),
        (document(name="x" * 61), "name", "“" + "x" * 39 + "…” is longer than 60 characters."),
        (document(about="a\x00b"), "about", "This text holds a character that can't be stored."),
        (document(stages=[]), "stages", "This must not be empty."),
        (document(stages="none"), "stages", "“none” should be a list."),
        (document(*[stage(f"s{i}") for i in range(41)]), "stages", "There are more than 40 here."),
        (document(stage("Find")), "stages[0].key", ("“Find” is not a key: up to 40 lower-case letters and digits, "
            "words joined by “_”, a letter first.")),
        (document(stage("find", "hunt")), "stages[0].phase",
            "“hunt” is not one of: find, qualify, engage, offer, close, deliver, care."),
        (document(stage("find", expected_days=0)), "stages[0].expected_days", "0 must be more than 0."),
        (document(stage("find", expected_days=401)), "stages[0].expected_days", "401 must be at most 400."),
        (document(stage("find", expected_days="5")), "stages[0].expected_days", "“5” should be a number."),
        (document(stage("find", expected_days=5, escalate_days=2)), "stages[0].escalate_days",
            "Somebody would be told after 2 days, before the expected 5."),
        (document(stage("find", takes_part=["it", "it"])), "stages[0].takes_part", "Something stands here twice."),
        (document(stage("find", takes_part=["seller"])), "stages[0].takes_part",
            "Who is responsible takes part anyway; leave “seller” out here."),
        (document(stage("find", exit=[{"key": "a"}])), "stages[0].exit[0]", "“when”, “say” is missing."),
        (document(stage("find", colour="red")), "stages[0].colour", ("“colour” is not known here; known are: key, "
            "name, phase, role, accountable, takes_part, consulted, informed, purpose, expected_days, escalate_days, "
            "escalate_to, buyer, buyer_phase, checklist, entry, exit, advance, not_needed, replaces.")),
        (document(stage("find", role="boss")), "stages[0].role", ("“boss” is not one of: marketing, seller, "
            "manager, finance, warehouse, service, product, it, pos.")),
        (document(departments=[{"key": "it", "name": "Them"}]), "departments[0].key", "The key “it” is used twice."),
        (document(stage("find"), stage("find")), "stages[1].key", "The key “find” is used twice."),
        (document(stage("find", exit=[criterion("a", "b"), criterion("a", "c")])), "stages[0].exit[1].key",
            "The key “a” is used twice."),
        (document(stage("find"), stage("care", "care"), stage("close", "close")), "stages[2].phase",
            "A stage before the win can't follow one after it (phases “deliver” and “care”)."),
        (document(stage("care", "care")), "stages[0].phase",
            "The first stage can't come after the win; give it a phase before “deliver”."),
    ],
)  # fmt: skip
def test_a_fault_says_where_and_why(given: object, where: str, why: str) -> None:
    assert _faults(given) == [(where, why)]


def test_a_checklist_item_has_one_key_in_the_whole_process() -> None:
    item = {"key": "seen", "text": "Seen"}
    twice = document(stage("find", checklist=[item]), stage("close", checklist=[item]))
    assert _faults(twice) == [("stages[1].checklist[0].key", "The key “seen” is used twice.")]


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = "polku: 1\nkey: small\nname: Small\nstages:\n"
    text += "  - key: find\n    phase: hunt\n    name: Find\n    role: Boss\n"
    with pytest.raises(DocumentError) as caught:
        parse(text)
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [
        (6, "stages[0].phase"),
        (8, "stages[0].role"),
    ]
    assert str(caught.value.faults[0]).startswith("line 6, stages[0].phase: “hunt” is not one of")
    answer: Any = caught.value.as_dict()
    assert answer["faults"][1]["line"] == 8


def test_a_stored_document_is_refused_like_a_written_one() -> None:
    with pytest.raises(DocumentError):
        from_document({"polku": 1})
