"""One stage made into two, two into one; nothing that was asked is lost."""

import pytest

from polku.kernel.errors import Invalid
from polku.kernel.words import Text
from polku.process.logic.comparison import compare
from polku.process.logic.document import from_document, to_document
from polku.process.logic.reshaping import Split, mapping_of, merged_with_next, renamed, split
from polku.process.logic.touching import touched
from tests.process.made import criterion, definition, stage

ITEMS = [{"key": "sent", "text": "Sent"}, {"key": "read", "text": "Read", "role": "finance"}]
MADE = definition(
    stage("find"),
    stage(
        "offer", "offer", expected_days=6, escalate_days=9, checklist=ITEMS, advance="true", takes_part=["it"],
        exit=[criterion("a", "item_sent"), criterion("b", "item_read")], entry=[criterion("c", "demo_held")],
    ),
    stage("close", "close", role="manager", expected_days=2, consulted=["it"], exit=[criterion("a", "call_held")]),
    stage("care", "care"),
)  # fmt: skip


def test_a_stage_in_two_keeps_entry_in_front_and_the_end_behind() -> None:
    how = Split(Text.of("Talk"), frozenset({"read"}), frozenset({"b"}), 2.0)
    made = split(MADE, "offer", how)
    first, second = made.by_key["offer"], made.by_key["talk"]
    assert list(made.by_key) == ["find", "offer", "talk", "close", "care"]
    assert ([one.key for one in first.entry], [one.key for one in first.exit]) == (["c"], ["a"])
    assert ([one.key for one in second.entry], [one.key for one in second.exit]) == ([], ["b"])
    assert (first.expected_days, second.expected_days, first.advance, second.advance) == (
        4.0,
        2.0,
        None,
        "true",
    )
    assert [item.key for item in second.checklist] == ["read"]
    assert from_document(to_document(made)) == made


def test_a_second_stage_needs_a_name() -> None:
    with pytest.raises(Invalid):
        split(MADE, "offer", Split(Text.of("")))


def test_two_stages_in_one_ask_all_that_both_asked() -> None:
    both = merged_with_next(MADE, "offer").by_key["offer"]
    assert [(one.key, one.when) for one in both.exit] == [
        ("a", "item_sent"),
        ("b", "item_read"),
        ("a_2", "call_held"),
    ]
    assert (both.expected_days, both.escalate_days, both.advance, both.replaces) == (
        8.0,
        9.0,
        None,
        ("close",),
    )
    assert (both.takes_part, both.consulted) == (("it", "manager"), ())
    assert from_document(to_document(merged_with_next(MADE, "offer"))) == merged_with_next(MADE, "offer")


@pytest.mark.parametrize("key", ["close", "care"])
def test_stages_on_both_sides_of_the_win_and_the_last_one_stay_apart(key: str) -> None:
    with pytest.raises(Invalid):
        merged_with_next(MADE, key)


def test_a_name_changes_in_one_language() -> None:
    made = renamed(MADE, "offer", "Tarjous", "fi")
    assert made.by_key["offer"].name.as_dict() == {"en": "Offer", "fi": "Tarjous"}


def test_deals_find_their_stage_in_the_next_version() -> None:
    made = merged_with_next(MADE, "offer")
    assert mapping_of(MADE, made) == {"find": "find", "offer": "offer", "close": "offer", "care": "care"}
    assert mapping_of(made, MADE)["offer"] == "offer"


def test_a_change_touches_the_roles_at_its_stage() -> None:
    made = merged_with_next(MADE, "offer")
    roles = touched(MADE, made, compare(MADE, made))
    assert sorted(roles) == ["finance", "it", "manager", "seller"]
    assert roles["finance"] == frozenset({"offer"})
