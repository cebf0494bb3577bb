"""The known people as actors."""

from datetime import datetime

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.eventlog.events import Via
from tests.conftest import NOW, People


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.fixture
def alice(people: People) -> Actor:
    return people.actor("alice")


@pytest.fixture
def bob(people: People) -> Actor:
    return people.actor("bob")


@pytest.fixture
def charlie(people: People) -> Actor:
    return people.actor("charlie")


@pytest.fixture
def manager(people: People) -> Actor:
    return _person("manager", people)


@pytest.fixture
def viewer(people: People) -> Actor:
    return _person("viewer", people)


def _person(role: str, people: People) -> Actor:
    user = add_user(
        email=f"{role}@example.org", name=role, role=role, teams=[people.helsinki.pk], actor=SYSTEM, at=NOW
    )
    return actor_of(user, Via.WEB)
