"""Storing many rows at once: what an import of 100,000 rows spends its time on.

`bulk_create` writes one statement with a placeholder per value and took 60 microseconds a row to spell it out;
numbers taken beforehand and a plain `executemany` (SQLite) or COPY (PostgreSQL) take a tenth. Making the row by
`Model(...)` took 12 more, for defaults one by one and two signals nobody hears; `made` takes one.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.fields import NOT_PROVIDED

from polku.db import few
from polku.db.few import FEW
from polku.db.fields import ExactField, millionths

M = TypeVar("M", bound=models.Model)
Values = list[Any]
Convert = Callable[[Values], Values]


@contextmanager
def many_rows() -> Iterator[None]:
    """Let the garbage collector look less often while very many rows are made: it took a fifth of an import's time.

    Rows make no cycles, so nothing piles up; what other threads leave behind is still collected.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def made(model: type[M], related: Mapping[str, models.Model] | None = None, /, **values: Any) -> M:
    """A new row as `model(**values)` makes it, for those who make thousands; nobody is told of it.

    `values` go by the columns' attributes (`team_id`), `related` holds rows that foreign keys mean (`customer`).
    """
    kept, fresh = _defaults(model)
    row = model.__new__(model)
    state = row._state = ModelState()
    columns = row.__dict__
    columns.update(kept)
    for name, default in fresh:
        if name not in values:
            columns[name] = default()
    columns.update(values)
    for name, other in (related or {}).items():
        state.fields_cache[name] = other
        columns[f"{name}_id"] = other.pk
    if len(columns) != len(kept) + len(fresh) + 1:
        unknown = columns.keys() - kept.keys() - dict(fresh).keys() - {"_state"}
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return row


def numbered(rows: Iterable[models.Model], name: str) -> None:
    """Let rows point to the row they were made with, now that it has a number."""
    for row in rows:
        row.__dict__[f"{name}_id"] = row._state.fields_cache[name].pk


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What a new row holds before anything is said: the same for all, or (lists, dicts) made for each."""
    kept: dict[str, Any] = {}
    fresh: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if callable(field.default) and field.default is not NOT_PROVIDED:
            fresh.append((field.attname, field.default))
        else:
            kept[field.attname] = field.get_default()
    return kept, fresh


def insert(model: type[M], rows: Sequence[M]) -> Sequence[M]:
    """Store new rows, in the running transaction, and give each its number.

    One round trip for any number. A column whose default the database fills (`db_default`) is left to it.
    """
    if not rows:
        return rows
    if not connection.in_atomic_block:
        raise RuntimeError("rows are stored within a transaction")
    if len(rows) <= FEW:
        return few.add(model, rows)
    plan = _plan(model, connection.vendor)
    columns = [column for _, column, _ in plan]
    held, key = [row.__dict__ for row in rows], model._meta.pk.attname
    for one, number in zip(held, _reserve(model, len(rows)), strict=True):
        one[key] = number
    values = [convert([one[name] for one in held]) for name, _, convert in plan]
    _store(model._meta.db_table, columns, list(zip(*values, strict=True)))
    alias = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, alias
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
    """How a column's values are written: a whole column at once, so that most cost no call each."""
    if isinstance(field, models.BooleanField | models.ForeignKey):
        return _same
    if isinstance(field, ExactField):
        return _exact
    if isinstance(field, models.IntegerField):
        return _whole
    if isinstance(field, models.CharField | models.TextField):
        return _text
    if isinstance(field, models.DateTimeField):
        return _moment_texts if vendor == "sqlite" else _same
    if type(field) is models.JSONField:
        return _json
    return lambda values: [field.get_db_prep_save(value, connection) for value in values]


def _same(values: Values) -> Values:
    return values


def _json(values: Values) -> Values:
    return [None if value is None else json.dumps(value) for value in values]


def _exact(values: Values) -> Values:
    return [None if value is None else millionths(value) for value in values]


def _whole(values: Values) -> Values:
    return [value if value is None or type(value) is int else int(value) for value in values]


def _text(values: Values) -> Values:
    return [value if value is None or type(value) is str else str(value) for value in values]


def _moment_texts(values: Values) -> Values:
    return [None if value is None else _moment_text(value) for value in values]


@lru_cache(maxsize=8192)  # a deal, its customer, its events: one moment
def _moment_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
