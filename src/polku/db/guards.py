"""Guards: rules the database itself keeps, declared beside the model and installed after every migrate.

A SQLite table rebuild drops triggers silently, so `install` runs after each migrate and `missing` is asked
at start-up and by `polku check`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models

M = TypeVar("M", bound=models.Model)

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION polku_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'polku: % on % is refused: the log is append-only', TG_OP, TG_TABLE_NAME; END $$;
CREATE OR REPLACE FUNCTION polku_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'polku: % on % is refused: the row is frozen', TG_OP, TG_TABLE_NAME; END $$
"""


Keys = tuple[tuple[str, ...], ...]
"""The columns by which a row is told from all others: its primary key first."""


@dataclass(frozen=True)
class Guard:
    """One table whose rows are never changed or taken away."""

    table: str
    keys: Keys

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names, one per verb: SQLite knows no TRUNCATE, but REPLACE, which asks no trigger of DELETE."""
        last = "replace" if connection.vendor == "sqlite" else "truncate"
        verbs = ("update", "delete", last)
        return tuple(f"polku_guard_{self.table}_{verb}" for verb in verbs)

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm."""
        for name in self.names:
            verb = name.rsplit("_", 1)[1].upper()
            if connection.vendor == "sqlite":
                deed = f'{verb} ON "{self.table}"'
                if verb == "REPLACE":
                    deed = f'INSERT ON "{self.table}" WHEN {_taken(self.table, self.keys)}'
                yield f'DROP TRIGGER IF EXISTS "{name}"'
                yield (
                    f'CREATE TRIGGER "{name}" BEFORE {deed} '
                    f"BEGIN SELECT RAISE(ABORT, 'polku: {verb} on {self.table} is refused: it is append-only'); END"
                )
            else:
                each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
                yield (
                    f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" '
                    f"FOR EACH {each} EXECUTE FUNCTION polku_refuse()"
                )


@dataclass(frozen=True)
class Freeze:
    """One table whose rows, once a condition holds, keep some columns and are never taken away."""

    table: str
    columns: tuple[str, ...]
    when: str
    keys: Keys

    @property
    def names(self) -> tuple[str, ...]:
        """Trigger names; SQLite needs two more, because OR REPLACE takes a row away and asks no trigger of DELETE."""
        more = ("replace", "overwrite") if connection.vendor == "sqlite" else ()
        return tuple(f"polku_freeze_{self.table}_{verb}" for verb in ("update", "delete", *more))

    def statements(self) -> Iterator[str]:
        """SQL that puts the guard in place, run again without harm, also when columns were added to it."""
        differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
        changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in self.columns)
        kept, first = self.when.replace("OLD.", "kept."), self.keys[0][0]
        deeds = (
            ("UPDATE", f"({self.when}) AND ({changed})"),
            ("DELETE", self.when),
            ("INSERT", _taken(self.table, self.keys, kept)),
            ("UPDATE", _taken(self.table, self.keys, f'({kept}) AND kept."{first}" IS NOT OLD."{first}"')),
        )
        for name, (verb, condition) in zip(self.names, deeds, strict=False):
            if connection.vendor == "sqlite":
                yield f'DROP TRIGGER IF EXISTS "{name}"'
                yield (
                    f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" WHEN {condition} '
                    f"BEGIN SELECT RAISE(ABORT, 'polku: {verb} on {self.table} is refused: the row is frozen'); END"
                )
            else:
                yield (
                    f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {verb} ON "{self.table}" '
                    f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION polku_refuse_frozen()"
                )


def _taken(table: str, keys: Keys, when: str = "1") -> str:
    """SQL: the new row stands where another stands already, by any of the keys."""
    same = " OR ".join(
        "(" + " AND ".join(f'kept."{column}" = NEW."{column}"' for column in key) + ")" for key in keys
    )
    return f'EXISTS (SELECT 1 FROM "{table}" AS kept WHERE ({same}) AND ({when}))'  # noqa: S608 -- our own names


def _keys(model: type[models.Model]) -> Keys:
    """The primary key, unique columns, and columns that are unique together; not those unique under a condition."""
    meta = model._meta
    columns = {field.name: field.column for field in meta.concrete_fields}
    alone = [(field.column,) for field in meta.concrete_fields if field.unique and not field.primary_key]
    together = [
        tuple(columns[name] for name in one.fields)
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint) and one.fields and one.condition is None
    ]
    return ((meta.pk.column,), *alone, *together)


_guards: dict[str, Guard | Freeze] = {}


def append_only(model: type[M]) -> type[M]:
    """Class decorator: the database refuses UPDATE, DELETE and TRUNCATE on this model's table."""
    _guards[model._meta.db_table] = Guard(model._meta.db_table, _keys(model))
    return model


def freeze(model: type[M], *, columns: Sequence[str], when: str) -> type[M]:
    """From the moment `when` holds (SQL over `OLD.`), a row keeps these columns and can't be deleted.

    Declared right after the model: `freeze(Version, columns=("document",), when="OLD.published_at IS NOT NULL")`.
    """
    table = model._meta.db_table
    _guards[f"freeze {table}"] = Freeze(table, tuple(columns), when, _keys(model))
    return model


def _present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        return {row[0] for row in cursor.fetchall()}


def install() -> None:
    """Put every declared guard in place whose table exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for guard in _guards.values():
            if guard.table in tables:
                for statement in guard.statements():
                    cursor.execute(statement)


def missing() -> list[str]:
    """Names of declared guards that the database does not hold."""
    present = _present()
    return [name for guard in _guards.values() for name in guard.names if name not in present]


def install_after_migrate(**_: Any) -> None:
    """Signal receiver of post_migrate."""
    install()


@contextmanager
def lifted() -> Iterator[None]:
    """Take the guards away for a moment: to restore a backup, to remove the demo, to flush a test database."""
    with connection.cursor() as cursor:
        for guard in _guards.values():
            for name in guard.names:
                on = "" if connection.vendor == "sqlite" else f' ON "{guard.table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):  # a broken transaction takes no statement; its end puts the guards back
            install()
        raise
    install()
