"""A migration that makes a table anew gets past the guards of other tables, and leaves all of them standing."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, OperationalError, connection
from django.db.models.signals import pre_migrate

from polku.books.models import Entry, Posting
from polku.db import guards
from polku.db.migrating import migrate

BOOKS = apps.get_app_config("books")
SAID = {"sender": BOOKS, "app_config": BOOKS, "verbosity": 0, "interactive": False, "using": "default"}


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS new__books_posting")
    guards.install()


def _rebuild() -> None:
    with connection.schema_editor() as editor:
        editor._remake_table(Posting)  # type: ignore[attr-defined]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="runs on SQLite only: PostgreSQL changes tables where they stand"
)
@pytest.mark.parametrize("older", ["", "SELECT RAISE(ABORT, 'no') FROM books_account HAVING max(id) > 9;"])
def test_a_table_that_other_guards_ask_for_is_made_anew(guarded: None, older: str) -> None:
    if older:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TRIGGER polku_older BEFORE UPDATE ON {Entry._meta.db_table} BEGIN {older} END"
            )
    with pytest.raises(OperationalError, match="in trigger polku_"):
        _rebuild()
    pre_migrate.send(plan=[("books", False)], **SAID)
    assert set(guards.missing()) == {name for guard in guards._guards.values() for name in guard.names}
    _rebuild()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert guards.missing() == []
    with pytest.raises(DatabaseError, match="is refused"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO books_entry (posted_at) VALUES ('2026-01-01')")


def test_nothing_to_migrate_lifts_no_guard(db: None) -> None:
    pre_migrate.send(plan=[], **SAID)
    assert guards.missing() == []


def test_a_migration_that_fails_leaves_the_guards_standing(guarded: None) -> None:
    def fail(**_: object) -> None:
        with connection.cursor() as cursor:
            on = "" if connection.vendor == "sqlite" else " ON eventlog_event"
            cursor.execute(f'DROP TRIGGER "polku_guard_eventlog_event_delete"{on}')
        raise RuntimeError("the disk is full")

    pre_migrate.connect(fail, sender=BOOKS)
    try:
        with pytest.raises(RuntimeError, match="the disk is full"):
            migrate()
    finally:
        pre_migrate.disconnect(fail, sender=BOOKS)
    assert guards.missing() == []
