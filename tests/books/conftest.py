"""Short words for entries, and browsers of the people who see the books."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.books.actions import Line, NewEntry, post
from polku.eventlog.events import Via
from polku.kernel.money import Money
from tests.conftest import NOW, People
from tests.kept import kept

SignIn = Callable[[str], Client]
Post = Callable[..., int]


def eur(minor: int) -> Money:
    """Euros by the cent."""
    return Money(minor, "EUR")


def sale(minor: int = 10_000, day: date = date(2026, 11, 20), **about: object) -> NewEntry:
    """A sale on account without tax."""
    lines = (Line("receivable", debit=eur(minor)), Line("revenue_goods", credit=eur(minor)))
    return NewEntry(date=day, kind="invoice", lines=lines, **about)  # type: ignore[arg-type]


@pytest.fixture
def posted(people: People) -> Post:
    """Post a sale; its id."""

    def one(minor: int = 10_000, day: date = date(2026, 11, 20), **about: object) -> int:
        return post([sale(minor, day, **about)], actor=SYSTEM, at=NOW)[0]

    return one


@kept
def frida(people: People) -> Actor:
    """Frida, who keeps the books."""
    user = add_user(
        email="frida@example.org",
        name="Frida",
        role="finance",
        teams=[people.helsinki.id],
        actor=SYSTEM,
        at=NOW,
    )
    return actor_of(user, Via.WEB)
