"""Many rows at once are stored as one by one."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from polku.access.models import Team
from polku.company.models import Company
from polku.db.bulk import FEW, insert
from polku.eventlog.models import Event
from tests.conftest import NOW

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
