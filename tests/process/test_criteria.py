"""What keeps a deal from moving, and what is not known yet."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from polku.process.logic import criteria
from polku.process.logic.criteria import answer
from tests.process.made import criterion, definition, stage

T, F, N = True, False, None


@pytest.mark.parametrize(
    ("expression", "facts", "holds", "missing"),
    [
        ("a || b", {"a": T, "b": F}, T, ()),
        ("a || b", {"a": T, "b": N}, T, ()),
        ("a || b", {"b": T}, T, ()),
        ("a || b", {"a": F, "b": N}, F, ("b",)),
        ("a || b", {"a": F, "b": F}, F, ()),
        ("a || b", {}, F, ("a", "b")),
        ("a && b", {"a": F, "b": N}, F, ()),
        ("a && b", {"a": T, "b": N}, F, ("b",)),
        ("!a", {"a": N}, F, ("a",)),
        ("!a", {"a": F}, T, ()),
        ("v > 0.0", {"v": N}, F, ("v",)),
        ("v > 0.0", {"v": 5}, T, ()),
        ("v > 0", {"v": 0.5}, T, ()),
        ("v > 0", {"v": Decimal("0.5")}, T, ()),
        ("v != 5.0", {"v": N}, F, ("v",)),
        ("a || v > 1.0", {"a": T, "v": N}, T, ()),
        ("a || v > 1.0", {"a": F, "v": N}, F, ("v",)),
        ("1.0 / v > 0.0", {"v": 0}, T, ()),
        ("p == 'van'", {"p": "van"}, T, ()),
        ("p == 'van'", {"p": ""}, F, ()),
        ("d < timestamp('2026-06-01T00:00:00Z')", {"d": date(2026, 5, 31)}, T, ()),
        ("d < timestamp('2026-06-01T00:00:00Z')", {"d": datetime(2026, 6, 1)}, F, ()),
        ("d < timestamp('2026-06-01T00:00:00Z')", {"d": N}, F, ("d",)),
    ],
)
def test_an_answer_is_given_only_where_it_follows(
    expression: str, facts: dict[str, object], holds: bool, missing: tuple[str, ...]
) -> None:
    said = answer(expression, facts)
    assert (said.holds, said.missing) == (holds, missing)


def test_a_fact_of_a_kind_nobody_knows_is_a_bug() -> None:
    with pytest.raises(TypeError, match="list"):
        answer("a", {"a": []})


LINE = definition(
    stage("find", exit=[criterion("called", "call_held")]),
    stage("qualify", "qualify", exit=[criterion("budget", "budget_known"), criterion("need", "need_known")]),
    stage(
        "present",
        "engage",
        not_needed="product == 'spare part'",
        entry=[criterion("dated", "next_step_set")],
        exit=[criterion("shown", "demo_held", hint="Hold a demo")],
    ),
    stage("close", "close", entry=[criterion("valued", "deal_value > 0.0")], exit=[criterion("signed", "item_signed")],
          checklist=[{"key": "signed", "text": "Signed"}]),
    stage("deliver", "deliver", exit=[criterion("done", "item_done")], checklist=[{"key": "done", "text": "Done"}]),
    stage("care", "care"),
)  # fmt: skip
NOTHING: dict[str, object] = {}


@pytest.mark.parametrize(
    ("from_key", "to_key", "facts", "keys"),
    [
        (None, "find", NOTHING, []),
        (None, "close", NOTHING, ["valued"]),
        ("find", "find", NOTHING, []),
        ("find", "qualify", NOTHING, ["called"]),
        ("find", "qualify", {"call_held": T}, []),
        ("find", "present", NOTHING, ["called", "budget", "need", "dated"]),
        ("qualify", "close", NOTHING, ["budget", "need", "shown", "valued"]),
        ("qualify", "close", {"product": "spare part"}, ["budget", "need", "valued"]),
        ("present", "close", {"product": "spare part"}, ["shown", "valued"]),
        ("close", "qualify", NOTHING, []),
        ("close", "present", NOTHING, ["dated"]),
        ("close", "deliver", NOTHING, ["signed"]),
        ("close", None, NOTHING, ["signed"]),
        ("qualify", None, {"budget_known": T}, ["need", "shown", "signed"]),
        ("deliver", "care", NOTHING, ["done"]),
        ("deliver", None, NOTHING, ["done"]),
        ("care", None, NOTHING, []),
    ],
)
def test_a_move_names_everything_unmet_at_once(
    from_key: str | None, to_key: str | None, facts: dict[str, object], keys: list[str]
) -> None:
    assert [one.key for one in criteria.unmet_for_move(LINE, from_key, to_key, facts)] == keys


def test_an_unmet_criterion_says_what_would_meet_it() -> None:
    (one,) = criteria.unmet(LINE, leaving="present", entering=None, facts={"demo_held": None})
    assert one.as_dict() == {
        "key": "shown",
        "kind": "exit",
        "stage": "present",
        "say": {"en": "shown holds"},
        "hint": {"en": "Hold a demo"},
        "missing": ["demo_held"],
    }


def test_entry_and_exit_are_told_apart() -> None:
    found = criteria.unmet(LINE, leaving="qualify", entering="present", facts={"budget_known": T})
    assert [(one.kind, one.stage, one.key) for one in found] == [
        ("exit", "qualify", "need"),
        ("entry", "present", "dated"),
    ]


def test_only_the_facts_of_the_move_are_asked_for() -> None:
    assert criteria.facts_for_move(LINE, "find", "qualify") == {"call_held"}
    assert criteria.facts_for_move(LINE, "qualify", "close") == {
        "budget_known", "need_known", "product", "demo_held", "deal_value",
    }  # fmt: skip
    assert criteria.facts_for_move(LINE, "close", "find") == frozenset()
    assert criteria.facts_for_move(LINE, "find", "find") == frozenset()
    assert criteria.facts_for_move(LINE, "close", None) == {"item_signed"}
    assert criteria.facts_named(LINE, leaving="qualify", entering="close") == {
        "budget_known", "need_known", "deal_value",
    }  # fmt: skip


AUTOMATIC = definition(
    stage("find", advance="call_held || meeting_held", exit=[criterion("known", "contact_known")]),
    stage(
        "sample", "engage", not_needed="product == 'service'", entry=[criterion("worth", "deal_value > 0.0")]
    ),
    stage("close", "close", entry=[criterion("dated", "next_step_set")], advance="demo_held"),
)


@pytest.mark.parametrize(
    ("facts", "moves"),
    [
        ({}, F),
        ({"call_held": T}, F),
        ({"call_held": T, "contact_known": T}, F),
        ({"call_held": T, "contact_known": T, "deal_value": 5}, T),
        ({"contact_known": T, "deal_value": 5}, F),
        ({"call_held": T, "contact_known": T, "deal_value": 5, "product": "service"}, F),
        ({"call_held": T, "contact_known": T, "next_step_set": T, "product": "service"}, T),
    ],
)
def test_a_stage_advances_by_itself_when_nothing_forbids_the_move(
    facts: dict[str, object], moves: bool
) -> None:
    assert criteria.advances(AUTOMATIC, "find", facts) is moves


def test_what_to_watch_covers_every_stage_the_deal_may_come_to() -> None:
    watched = criteria.automatic_stages(AUTOMATIC)
    assert watched["find"] == {
        "call_held", "meeting_held", "contact_known", "deal_value", "product", "next_step_set",
    }  # fmt: skip
    assert set(watched) == {"find", "close"}
    assert not criteria.advances(AUTOMATIC, "close", {"demo_held": T})  # the win is never automatic
    assert not criteria.advances(AUTOMATIC, "sample", {})
    assert criteria.facts_to_advance(AUTOMATIC, "sample") == frozenset()


WON = definition(
    stage("find", exit=[criterion("known", "contact_known")]),
    stage("close", "close", exit=[criterion("signed", "item_signed")], advance="order_confirmed"),
    stage(
        "send",
        "deliver",
        exit=[criterion("gone", "all_shipped")],
        advance="true",
        not_needed="product == 'x'",
    ),
    stage("care", "care"),
    won_when="order_confirmed",
)


def test_an_order_wins_a_deal_wherever_it_stands_before_the_win() -> None:
    facts = {"order_confirmed": T}
    for key in ("find", "close"):
        way = criteria.onward(WON, key, facts)
        assert way is not None
        assert (way.stage, way.wins) == (WON.by_key["send"], T)
    assert criteria.onward(WON, "find", facts, wins=F) is None
    assert criteria.onward(WON, "find", {}) is None
    assert criteria.facts_to_win(WON, "find") == {"order_confirmed", "product"}
    assert criteria.facts_to_win(WON, "send") == frozenset()


def test_after_the_win_a_deal_goes_on_by_what_its_stages_ask_for() -> None:
    way = criteria.onward(WON, "send", {"all_shipped": T, "order_confirmed": T})
    assert way is not None
    assert (way.stage, way.wins) == (WON.by_key["care"], F)
    way = criteria.onward(WON, "find", {"order_confirmed": T, "product": "x"})
    assert way is not None
    assert way.stage == WON.by_key["care"]


def test_the_next_stage_leaves_out_what_is_not_needed() -> None:
    assert criteria.next_needed(AUTOMATIC, "find", {"product": "service"}) == AUTOMATIC.by_key["close"]
    assert criteria.next_needed(AUTOMATIC, "find", {"product": None}) == AUTOMATIC.by_key["sample"]
    assert criteria.next_needed(AUTOMATIC, "close", {}) is None


def test_history_has_nothing_to_meet() -> None:
    free = criteria.without_criteria(LINE)
    assert criteria.unmet_for_move(free, "find", "care", {}) == []
    assert criteria.item_label(LINE, "item_done") == LINE.by_key["deliver"].checklist[0].text
    assert criteria.item_label(LINE, "item_other") is None
