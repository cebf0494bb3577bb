"""What `polku check` asks: every domain registers what must be true of its rows."""

from collections.abc import Callable, Iterator

from django.db import connection

from polku.db import guards
from polku.db.statistics import look_at_grown_tables
from polku.kernel.registry import Registry

Check = Callable[[], Iterator[str]]
"""Names what is wrong, one sentence each; nothing when all is well."""

checks: Registry[Check] = Registry("checks")

_SQLITE_WANTED = {"journal_mode": ("wal", "memory"), "synchronous": (2,), "foreign_keys": (1,)}


def run() -> Iterator[tuple[str, str]]:
    """Every fault found, with the name of the check that found it."""
    look_at_grown_tables()
    for key, check in checks.items():
        for fault in check():
            yield key, fault


def guards_stand() -> Iterator[str]:
    """The rules the database itself keeps are in place."""
    for name in guards.missing():
        yield f"the guard {name} is missing"


def settings_hold() -> Iterator[str]:
    """The database runs with the settings that keep it whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, wanted in _SQLITE_WANTED.items():
                cursor.execute(f"PRAGMA {name}")
                if (found := cursor.fetchone()[0]) not in wanted:
                    yield f"SQLite runs with {name}={found}, not {wanted[0]}"
            cursor.execute("PRAGMA integrity_check(20)")
            yield from (f"SQLite: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"a row of {row[0]} points to no row of {row[2]}" for row in cursor.fetchmany(20))
        else:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"SHOW {name}")
                if (value := cursor.fetchone()[0]) != "on":
                    yield f"PostgreSQL runs with {name}={value}, not on"


def migrations_are_applied() -> Iterator[str]:
    """The tables are those of this release."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- heavy library, loaded on first use

    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"the migration {migration} is not applied"
