"""Many rows at once are stored as one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from polku.access.models import Membership, Team
from polku.company.models import Company
from polku.db.bulk import insert
from polku.db.few import FEW, change
from polku.eventlog.models import Event
from tests.conftest import NOW, People

ODD = 'tab\t, newline\n, backslash \\N, quote " and 雪'


def _event(number: int) -> Event:
    return Event(
        at=datetime(2020, 3, 29, 1, 2, 3, 456789, tzinfo=UTC),
        recorded_at=NOW,
        via=1,
        actor_id=None if number % 2 else number,
        kind="test.thing_done",
        subject_type="thing",
        subject_id=number,
        payload={"text": ODD, "n": number},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("number", [FEW, FEW + 1, 500])
def test_rows_come_back_as_they_went_in(number: int) -> None:
    first = Event.objects.create(
        **{f.attname: getattr(_event(0), f.attname) for f in Event._meta.fields[1:-1]}
    )
    rows = insert(Event, [_event(n) for n in range(number)])
    stored = list(Event.objects.exclude(id=first.id).order_by("id"))
    assert [row.id for row in rows] == [row.id for row in stored]
    assert [(row.at, row.actor_id, row.payload, row.timed) for row in rows] == [
        (row.at, row.actor_id, row.payload, row.timed) for row in stored
    ]
    later = Event.objects.create(
        **{f.attname: getattr(_event(0), f.attname) for f in Event._meta.fields[1:-1]}
    )
    assert later.id > stored[-1].id


@pytest.mark.django_db(transaction=True)
def test_a_broken_constraint_stores_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Team, [Team(name="same") for _ in range(FEW + 1)])
    assert Team.objects.count() == 0


@pytest.mark.django_db
def test_words_and_json_are_stored_alike() -> None:
    insert(Company, [Company(name=f"{ODD} {n}", brand={"line": ODD}) for n in range(FEW + 1)])
    one = Company.objects.order_by("id")[3]
    assert (one.name, one.brand, one.week[0]) == (f"{ODD} 3", {"line": ODD}, [["09:00", "17:00"]])


@pytest.mark.django_db
def test_a_few_rows_come_back_as_they_went_in() -> None:
    rows = insert(Event, [_event(n) for n in range(3)])
    stored = list(Event.objects.order_by("id"))
    assert [(row.id, row.at, row.recorded_at, row.actor_id, row.payload, row.timed) for row in rows] == [
        (row.id, row.at, row.recorded_at, row.actor_id, row.payload, row.timed) for row in stored
    ]
    assert (rows[0]._state.adding, rows[0]._state.db) == (False, "default")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3, FEW + 5])
def test_rows_are_changed_in_one_statement(number: int, django_assert_num_queries: Any) -> None:
    rows = insert(Company, [Company(name=f"n{n}", brand={"n": n}) for n in range(number + 1)])
    for place, row in enumerate(rows[:number]):
        row.name, row.brand, row.country = f"{ODD} {place}", {"line": ODD, "n": place}, "FI"
    with django_assert_num_queries(1):
        change(rows[:number], ["name", "brand", "country"])
    found = list(Company.objects.order_by("id").values_list("name", "brand", "country"))
    assert found == [(row.name, row.brand, row.country) for row in rows]
    change([], ["name"])


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_gone_is_not_changed_silently() -> None:
    with transaction.atomic():
        rows = insert(Team, [Team(name="one"), Team(name="two")])
    Team.objects.filter(name="one").delete()
    with pytest.raises(DatabaseError, match="1 rows of Team are gone"), transaction.atomic():
        change(rows, ["name"])


@pytest.mark.django_db
def test_rows_follow_what_they_were_made_with(people: People) -> None:
    team = Team(name="new")
    row = Membership(user=people.alice, team=team)
    with pytest.raises(ValueError, match="not stored"):
        insert(Membership, [row])
    insert(Team, [team])
    insert(Membership, [row])
    assert Membership.objects.get(id=row.id).team_id == team.id
