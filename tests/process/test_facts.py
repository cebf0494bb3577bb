"""Facts are registered once and read in batches."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from polku.kernel.registry import DuplicateKey, UnknownKey
from polku.process import facts
from polku.process.facts import Fact

CALLS: list[tuple[list[str], list[int]]] = []


def _group(names: Sequence[str], deal_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    CALLS.append((list(names), list(deal_ids)))
    return {1: dict.fromkeys(names, 5.0)}


def _one(deal_ids: Sequence[int]) -> Mapping[int, object]:
    CALLS.append((["one"], list(deal_ids)))
    return {2: True}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    CALLS.clear()
    facts.register(
        Fact("t_one", "bool", "One", load=_one, changed_by=frozenset({"t.happened"})),
        Fact("t_value", "number", "Value", group="t_group", clock=True),
        Fact("t_worth", "number", "Worth", group="t_group"),
    )
    facts.register_group("t_group", _group)
    facts.register_family("tick_", _group, changed_by=frozenset({"t.ticked"}))
    yield
    facts.unregister("t_one", "t_value", "t_worth", "t_group", "tick_")


def test_a_group_is_loaded_once_for_all_its_facts_and_all_deals() -> None:
    loaded = facts.load(["t_value", "t_worth", "t_one"], [1, 2, 1])
    assert loaded == {
        1: {"t_one": False, "t_value": 5.0, "t_worth": 5.0},
        2: {"t_one": True, "t_value": None, "t_worth": None},
    }
    assert CALLS == [(["one"], [1, 2]), (["t_value", "t_worth"], [1, 2])]


def test_a_family_is_loaded_once_for_all_its_names_and_false_where_left_out() -> None:
    assert facts.load(["tick_b", "tick_a"], [1, 3]) == {
        1: {"tick_a": 5.0, "tick_b": 5.0},
        3: {"tick_a": False, "tick_b": False},
    }
    assert len(CALLS) == 1


def test_nothing_is_loaded_for_no_deals() -> None:
    assert facts.load(["t_one"], []) == {}
    assert CALLS == []


def test_an_unknown_fact_is_refused_by_name() -> None:
    with pytest.raises(UnknownKey, match="t_nobody"):
        facts.load(["t_nobody"], [1])


def test_a_fact_is_registered_once_and_has_one_way_to_be_read() -> None:
    with pytest.raises(DuplicateKey, match="t_one"):
        facts.register(Fact("t_one", "bool", "One", load=_one))
    with pytest.raises(ValueError, match="t_two"):
        facts.register(Fact("t_two", "bool", "Two"))
    with pytest.raises(DuplicateKey):
        facts.register_group("t_group", _group)
    with pytest.raises(DuplicateKey):
        facts.register_family("tick_", _group)


def test_a_group_without_a_loader_is_a_mistake_in_the_wiring() -> None:
    facts.register(Fact("t_lost", "number", "Lost", group="t_nowhere"))
    with pytest.raises(UnknownKey, match="t_nowhere"):
        facts.load(["t_lost"], [1])
    facts.unregister("t_lost")


def test_criteria_are_asked_again_after_the_events_of_their_facts() -> None:
    assert facts.changed_by(["t_one", "tick_a", "t_worth", "t_nobody"]) == {"t.happened", "t.ticked"}
    assert facts.has_clock(["t_one", "t_value"])
    assert not facts.has_clock(["t_one", "tick_a"])
