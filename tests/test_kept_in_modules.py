"""A module may make rows for all its tests by a transaction of its own; kept ones don't come between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from polku.access.actions import add_team
from polku.access.logic import SYSTEM
from polku.access.models import Team
from tests.conftest import NOW, People


def test_something_is_kept_before(people: People) -> None:
    assert {"Helsinki", "Riga"} <= set(Team.objects.values_list("name", flat=True))


@pytest.fixture(scope="module")
def oulu(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What a module makes for all its tests, in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield add_team(name="Oulu", actor=SYSTEM, at=NOW).name
        transaction.set_rollback(True)


def test_a_module_may_make_rows_for_all_its_tests(oulu: str, db: None) -> None:
    assert Team.objects.get().name == oulu


def test_upon_the_rows_of_a_module_the_known_ones_are_made_too(oulu: str, people: People) -> None:
    assert Team.objects.count() == 3


def test_the_rows_of_a_module_stay_when_the_known_ones_go(oulu: str, db: None) -> None:
    assert Team.objects.get().name == oulu
