"""The four known people, as actors, with two teams."""

from datetime import UTC, datetime

import pytest

from polku.access.logic import Actor, Role
from polku.access.models import Membership, Team, User
from polku.access.queries import actor_of
from polku.eventlog.events import Via

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def helsinki(db: None) -> Team:
    return Team.objects.create(name="Helsinki")


@pytest.fixture
def riga(helsinki: Team) -> Team:
    return Team.objects.create(name="Riga")


@pytest.fixture
def alice(helsinki: Team) -> Actor:
    return _person("alice", Role.SELLER, helsinki)


@pytest.fixture
def bob(helsinki: Team) -> Actor:
    return _person("bob", Role.SELLER, helsinki)


@pytest.fixture
def charlie(riga: Team) -> Actor:
    return _person("charlie", Role.SELLER, riga)


@pytest.fixture
def manager(helsinki: Team) -> Actor:
    return _person("mary", Role.MANAGER, helsinki)


@pytest.fixture
def viewer(helsinki: Team) -> Actor:
    return _person("vera", Role.VIEWER, helsinki)


def _person(name: str, role: Role, team: Team) -> Actor:
    user = User.objects.create(email=f"{name}@polku.test", name=name.title(), role=role, joined_at=AT)
    Membership.objects.create(team=team, user=user)
    return actor_of(user, Via.WEB)
