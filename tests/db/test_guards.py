"""The log can only grow: the database itself refuses everything else, also after its table was rebuilt."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from polku.company.models import Company
from polku.db import guards
from polku.eventlog.models import Event
from polku.site.cli import polku
from tests.conftest import NOW

TABLE = "eventlog_event"
VERBS = ("update", "delete", "replace" if connection.vendor == "sqlite" else "truncate")


@pytest.fixture
def event(db: None) -> Event:
    return Event.objects.create(
        at=NOW, recorded_at=NOW, via=0, kind="test.thing_done", subject_type="thing", subject_id=1
    )


def _refused(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def _drop(verb: str) -> str:
    name = f"polku_guard_{TABLE}_{verb}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if connection.vendor == "sqlite" else f" ON {TABLE}"))
    return name


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET kind = 'test.thing_undone'",
        f"UPDATE {TABLE} SET payload = payload",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE subject_id = 1",
    ],
)
def test_nothing_that_happened_is_changed_or_taken_away(event: Event, statement: str) -> None:
    _refused(statement)
    assert Event.objects.get() == event


@pytest.mark.postgres
def test_nothing_that_happened_is_truncated(event: Event) -> None:
    _refused(f"TRUNCATE {TABLE} CASCADE")
    assert Event.objects.get() == event


@pytest.mark.skipif(connection.vendor != "sqlite", reason="runs on SQLite only")
def test_nothing_that_happened_is_replaced(event: Event) -> None:
    columns = ", ".join(field.column for field in Event._meta.concrete_fields)
    _refused(f"REPLACE INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE}")
    assert Event.objects.get() == event


def test_the_models_own_ways_are_refused_too(event: Event) -> None:
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        Event.objects.update(stage="offer")
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        event.delete()


@pytest.fixture
def rebuilt(transactional_db: None) -> Iterator[None]:
    """A migration that adds a column to the log and takes it away: on SQLite the table is made anew, twice."""
    field = models.IntegerField(null=True)
    field.set_attributes_from_name("extra")
    field.model = Event
    with connection.schema_editor() as editor:
        editor.add_field(Event, field)
    with connection.schema_editor() as editor:
        editor.remove_field(Event, field)
        if connection.vendor == "sqlite":
            editor._remake_table(Event)
    yield
    guards.install()


def test_a_migration_that_rebuilds_the_table_does_not_take_the_guards_with_it(rebuilt: None) -> None:
    lost = [f"polku_guard_{TABLE}_{verb}" for verb in VERBS] if connection.vendor == "sqlite" else []
    assert [name for name in guards.missing() if TABLE in name] == lost  # why `install` follows every migrate
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert guards.missing() == []
    Event.objects.create(
        at=NOW, recorded_at=NOW, via=0, kind="test.thing_done", subject_type="thing", subject_id=1
    )
    _refused(f"UPDATE {TABLE} SET stage = 'offer'")
    _refused(f"DELETE FROM {TABLE}")


@pytest.mark.parametrize("verb", VERBS)
def test_a_dropped_guard_is_named_and_put_back(event: Event, verb: str) -> None:
    name = _drop(verb)
    assert guards.missing() == [name]
    guards.install()
    assert guards.missing() == []


@pytest.mark.postgres
def test_a_guard_that_is_switched_off_counts_as_missing(event: Event) -> None:
    name = f"polku_guard_{TABLE}_delete"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE {TABLE} DISABLE TRIGGER "{name}"')
    assert guards.missing() == [name]


def test_the_check_names_a_missing_guard_and_fails(event: Event) -> None:
    assert Company.objects.count() == 0
    name = _drop("delete")
    done = CliRunner().invoke(polku, ["check"])
    assert done.exit_code == 1
    assert f"guards: the guard {name} is missing" in done.stdout.splitlines()
