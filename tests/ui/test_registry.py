"""Who sees what of the registries."""

from collections.abc import Sequence

import pytest

from polku.access.logic import SYSTEM, Actor
from polku.access.rules import AccessPermission
from polku.kernel.registry import DuplicateKey
from polku.ui.registry import PaletteHit, PaletteSources, Place, Shelf, allowed
from tests.conftest import People


def find_nothing(actor: Actor, words: str, limit: int) -> Sequence[PaletteHit]:
    return []


def test_entries_stand_in_order() -> None:
    shelf: Shelf[Place] = Shelf("places")

    shelf.register(Place("b", "B", "b", "dot", order=2), Place("a", "A", "a", "dot", order=1))

    assert [place.key for place in shelf] == ["a", "b"]


def test_a_key_taken_twice_stops_the_start() -> None:
    shelf: Shelf[Place] = Shelf("places")
    shelf.register(Place("a", "A", "a", "dot"))

    with pytest.raises(DuplicateKey):
        shelf.register(Place("a", "Other", "b", "dot"))


def test_an_entry_with_a_permission_is_for_those_who_have_it(people: People) -> None:
    shelf: Shelf[Place] = Shelf("places")
    shelf.register(Place("users", "Users", "users", "dot", permission=AccessPermission.MANAGE_USERS))

    assert [place.key for place in shelf.for_actor(people.actor("admin"))] == ["users"]
    assert shelf.for_actor(people.actor("alice")) == []


def test_nobody_sees_anything_without_signing_in() -> None:
    assert not allowed(Place("a", "A", "a", "dot"), None)


def test_a_search_may_be_a_plain_function() -> None:
    sources = PaletteSources("sources")

    sources.register(find_nothing)

    assert [source.find(SYSTEM, "x", 1) for source in sources] == [[]]
