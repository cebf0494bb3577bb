"""Two versions compared in words."""

from dataclasses import replace
from typing import Any

import pytest

from polku.process.logic import ready_made
from polku.process.logic.comparison import compare, marks
from polku.process.logic.definition import Definition
from polku.process.logic.wording import Wording
from tests.process.made import criterion, definition, stage


def said(old: Definition, new: Definition, language: str = "en") -> list[str]:
    return [change.said for change in compare(old, new, Wording(language))]


def line(*keys: str) -> Definition:
    return definition(*(stage(key) for key in keys))


def one(**more: Any) -> Definition:
    return definition(stage("find", **more))


@pytest.mark.parametrize("name", ready_made.names())
def test_a_version_equals_itself(name: str) -> None:
    made = ready_made.definition(name)
    assert compare(made, made) == []


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("a b", "a b c", ["“C” is new, after “B”."]),
        ("a b", "c a b", ["“C” is new, at the beginning."]),
        ("a b c", "a c", ["“B” is gone."]),
        ("a b c d", "a c d b", ["“B” now comes after “D”."]),
        ("a b c", "c a b", ["“C” now comes first."]),
        (
            "a b",
            "c d",
            ["“A” is gone.", "“B” is gone.", "“C” is new, at the beginning.", "“D” is new, after “C”."],
        ),
    ],
)
def test_stages_gone_new_and_moved(old: str, new: str, sentences: list[str]) -> None:
    assert said(line(*old.split()), line(*new.split())) == sentences


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ({"name": "Seek"}, {"name": "Find"}, "“Seek” is now called “Find”."),
        ({}, {"name": {"en": "Find", "fi": "Haku"}}, "“Find” is called otherwise in other languages: fi."),
        ({}, {"phase": "qualify"}, "Find: phase “Qualify” instead of “Find”."),
        ({"role": "marketing"}, {}, "Find: Sales is responsible instead of Marketing."),
        ({}, {"takes_part": ["it"]}, "Find: IT now takes part."),
        ({"takes_part": ["it"]}, {}, "Find: IT no longer takes part."),
        ({}, {"expected_days": 4}, "Find: expected working days now 4, none before."),
        ({"expected_days": 4}, {"expected_days": 2.5}, "Find: expected working days now 2.5, before 4."),
        ({"expected_days": 4}, {}, "Find: no expected working days any more, before 4."),
        ({}, {"purpose": "x"}, "Find: the purpose changed."),
        ({}, {"buyer": "y", "buyer_phase": "aware"}, "Find: the buyer now stands at “Aware, y” (before: “–”)."),
        ({}, {"checklist": [{"key": "a", "text": "A"}]}, "Find: new in the checklist: “A”."),
        ({"checklist": [{"key": "a", "text": "A"}]}, {}, "Find: gone from the checklist: “A”."),
        ({}, {"exit": [criterion("a", "demo_held")]}, "Find: exit now also asks “a holds”."),
        ({"entry": [criterion("a", "demo_held")]}, {}, "Find: entry no longer asks “a holds”."),
        (
            {"exit": [criterion("a", "demo_held")]},
            {"exit": [criterion("a", "call_held")]},
            "Find: “a holds” for exit is judged otherwise: call_held instead of demo_held.",
        ),
        ({}, {"advance": "true"}, "Find: deals now move on by themselves when the exit criteria are met."),
        ({"not_needed": "demo_held"}, {}, "Find: the stage is now needed by every deal."),
    ],
)  # fmt: skip
def test_what_changed_in_a_stage(old: dict[str, Any], new: dict[str, Any], sentence: str) -> None:
    base = {"name": "Find", "phase": "find"}
    first = definition({"key": "find", **base, **old}, stage("close", "close"))
    second = definition({"key": "find", **base, **new}, stage("close", "close"))
    assert said(first, second) == [sentence]


def test_the_rule_that_wins_deals_is_compared() -> None:
    plain, ruled = one(name="Find"), replace(one(name="Find"), won_when="order_confirmed")
    assert said(plain, ruled) == ["Deals are now won by themselves when order_confirmed."]
    assert said(ruled, plain) == ["Deals are no longer won by themselves."]


def test_it_is_told_in_the_readers_language() -> None:
    old, new = one(name={"en": "Find", "fi": "Etsi"}), one(name={"en": "Find", "fi": "Haku"})
    assert said(old, new, "fi") == ["“Etsi” is now called “Haku”."]
    assert said(old, new, "en") == ["“Find” is called otherwise in other languages: fi."]


def test_the_maps_are_marked_where_they_differ() -> None:
    old = definition(stage("a"), stage("b"), stage("c"))
    new = definition(stage("a"), stage("c", expected_days=3), stage("d"))
    assert marks(compare(old, new)) == {"b": ("–",), "c": ("~",), "d": ("+",)}


def test_parts_lists_and_departments_are_told() -> None:
    own = [{"key": "lab", "name": "Laboratory"}]
    item = {"key": "sent", "text": "Sent"}
    old = definition(
        stage("find", escalate_days=9, checklist=[item], informed=["it"]), stage("close", "close")
    )
    new = definition(
        stage(
            "find", escalate_days=9, checklist=[{**item, "role": "lab"}], consulted=["lab"], accountable="manager",
            escalate_to="lab",
        ),
        stage("close", "close"),
        departments=own,
    )  # fmt: skip
    assert [change.said for change in compare(old, new)] == [
        "“Laboratory” is a new department.",
        "Find: Management is accountable instead of Sales.",
        "Find: Laboratory is now consulted.",
        "Find: IT is no longer informed.",
        "Find: Laboratory is told when it takes too long, before: Management.",
        "Find: “Sent” now stands on the list of Laboratory.",
    ]
