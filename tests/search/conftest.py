"""A kind of its own to be found, and two teams' people to look for it."""

from collections.abc import Iterator, Sequence

import pytest

from polku.access.logic import Actor, Reach
from polku.contacts.rules import ContactPermission
from polku.eventlog.events import Via
from polku.search.logic import Doc
from polku.search.registry import Kind, kinds


class Shelf:
    """Rows that a provider would read from its table."""

    def __init__(self) -> None:
        self.rows: dict[int, Doc] = {}

    def documents(self, ids: Sequence[int] | None) -> Iterator[Doc]:
        """In order of id, as a provider must."""
        return iter([self.rows[pk] for pk in sorted(self.rows) if ids is None or pk in ids])


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    kind = Kind("book", "Books", lambda pk: f"/books/{pk}", made.documents, ContactPermission.SEE, order=1)
    with kinds.holding("book", kind, order=1):
        yield made


@pytest.fixture
def seller() -> Actor:
    return Actor(7, "seller", Via.WEB, team_ids=frozenset({1}))


@pytest.fixture
def stranger() -> Actor:
    return Actor(8, "seller", Via.WEB, team_ids=frozenset({2}))


@pytest.fixture
def loner() -> Actor:
    return Actor(9, "seller", Via.WEB, team_ids=frozenset({1}), widest=Reach.OWN)
