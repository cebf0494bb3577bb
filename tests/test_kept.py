"""Rows are made once, and each test finds them as they were made."""

import pytest

from polku.access.actions import add_team
from polku.access.logic import SYSTEM
from polku.access.models import Team, User
from tests.conftest import NOW, People
from tests.kept import kept

MADE = []


@kept
def turku(people: People) -> Team:
    """One more team."""
    MADE.append("turku")
    return add_team(name="Turku", actor=SYSTEM, at=NOW)


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_changes_goes_with_it(people: People, turku: Team, time: str) -> None:
    assert list(Team.objects.order_by("id").values_list("name", flat=True)) == ["Helsinki", "Riga", "Turku"]
    assert (people.alice.name, turku.name) == ("Alice", "Turku")
    people.alice.name = turku.name = "Changed"
    Team.objects.filter(id=turku.id).update(name="Changed")
    add_team(name="Oulu", actor=SYSTEM, at=NOW)


def test_what_stands_is_not_made_again(turku: Team, request: pytest.FixtureRequest) -> None:
    made = len(MADE)
    request.getfixturevalue("_stage").prepare(request.node)
    assert (made > 0, len(MADE)) == (True, made)


def test_a_test_that_wants_less_finds_less(people: People) -> None:
    assert list(Team.objects.order_by("id").values_list("name", flat=True)) == ["Helsinki", "Riga"]


def test_a_test_that_wants_nothing_finds_nothing(db: None) -> None:
    assert (Team.objects.count(), User.objects.count()) == (0, 0)


def test_a_test_that_commits_finds_nothing(transactional_db: None) -> None:
    assert (Team.objects.count(), User.objects.count()) == (0, 0)


def test_a_test_that_commits_has_rows_of_its_own(transactional_db: None, people: People, turku: Team) -> None:
    assert Team.objects.count() == 3
