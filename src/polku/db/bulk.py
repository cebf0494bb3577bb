"""Storing many rows at once: what an import of 100,000 rows spends its time on.

`bulk_create` writes one statement with a placeholder per value and took 60 microseconds a row to spell it out;
numbers taken beforehand and a plain `executemany` (SQLite) or COPY (PostgreSQL) take a tenth.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]

FEW = 40


def insert(model: type[M], rows: Sequence[M]) -> Sequence[M]:
    """Store new rows, in the running transaction, and give each its number.

    One round trip for any number. A column whose default the database fills (`db_default`) is left to it.
    """
    if not rows:
        return rows
    if not connection.in_atomic_block:
        raise RuntimeError("rows are stored within a transaction")
    if len(rows) <= FEW:
        return model._default_manager.bulk_create(rows)
    plan = _plan(model, connection.vendor)
    columns = [column for _, column, _ in plan]
    numbers = _reserve(model, len(rows))
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
    values = [[convert(getattr(row, name)) for name, _, convert in plan] for row in rows]
    _store(model._meta.db_table, columns, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _store(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    named = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            holders = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({named}) VALUES ({holders})", values)  # noqa: S608
            return
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {quote(table)} ({named}) FROM STDIN") as copy,
        ):
            for row in values:
                copy.write_row(row)


def _reserve(model: type[models.Model], number: int) -> Sequence[int]:
    """Numbers nobody else gets: SQLite has one writer at a time, PostgreSQL a sequence."""
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        # Asked of the driver itself: it answers within this process.
        asked = connection.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
        found = asked.fetchone()
        last = found[0] if found else 0
        return range(last + 1, last + 1 + number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), number],
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _plan(model: type[models.Model], vendor: str) -> list[tuple[str, str, Convert]]:
    """Attribute, column and conversion of each field that is stored."""
    fields = model._meta.concrete_fields
    kept = [field for field in fields if field.db_default is NOT_PROVIDED]
    return [(field.attname, field.column or "", _converter(field, vendor)) for field in kept]


def _converter(field: Any, vendor: str) -> Convert:
    if isinstance(field, models.BooleanField | models.ForeignKey):
        return _same
    if isinstance(field, models.IntegerField):
        return _whole
    if isinstance(field, models.CharField | models.TextField):
        return _text
    if isinstance(field, models.DateTimeField):
        return _moment_text if vendor == "sqlite" else _same
    if type(field) is models.JSONField:
        return _json
    return lambda value: field.get_db_prep_save(value, connection)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _same(value: Any) -> Any:
    return value


def _whole(value: Any) -> Any:
    return value if value is None or type(value) is int else int(value)


def _text(value: Any) -> Any:
    return value if value is None or type(value) is str else str(value)


def _moment_text(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))
