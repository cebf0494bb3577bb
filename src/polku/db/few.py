"""Storing a few rows, as one action does: the statement of a table is spelled out once and kept.

Django spells it out each time, which takes longer than the database needs to store the row.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar, cast

from django.db import DatabaseError, connection, models, transaction
from django.db.models.fields import NOT_PROVIDED

from polku.db.fields import ExactField, millionths

M = TypeVar("M", bound=models.Model)
Write = Callable[[Any], Any]
Plan = list[tuple[str, Callable[[Any], Any] | None]]
FEW: Final = 40
_WHOLE: Final = frozenset(
    (models.BigIntegerField, models.IntegerField, models.PositiveBigIntegerField, models.PositiveIntegerField,
     models.PositiveSmallIntegerField, models.SmallIntegerField)
)  # fmt: skip
"""These store a whole number as it is; an exact number is none of them."""


def add(model: type[M], rows: Sequence[M]) -> Sequence[M]:
    """Store new rows in one statement and give each its number, in the running transaction; no signal is sent.

    Raises: what the database says; ValueError where a row points to one that is not stored.
    """
    plan = _plan(model, connection.vendor)
    key = model._meta.pk.attname
    if any(row.__dict__[key] is not None for row in rows):
        return model._default_manager.bulk_create(rows)  # told its number
    sql, values = _insertion(model, connection.vendor, len(rows)), _values(rows, plan)
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(sql, values)
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.__dict__[key] = number
        row._state.adding, row._state.db = False, connection.alias
    return rows


def change(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Store these fields of rows that are there: a few in one statement, many by one that is prepared once.

    Raises: what the database says; DatabaseError where one of them is not there any more.
    """
    if not rows:
        return
    model = type(rows[0])
    one_by_one = len(rows) > FEW
    sql, plan = _changing(model, tuple(names), connection.vendor, 1 if one_by_one else len(rows))
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        if one_by_one:
            cursor.executemany(sql, [_values([row], plan) for row in rows])
        else:
            cursor.execute(sql, _values(rows, plan))
        if cursor.rowcount != len(rows):
            raise DatabaseError(f"{len(rows) - cursor.rowcount} rows of {model.__name__} are gone")


def remove(rows: Sequence[models.Model]) -> None:
    """Delete rows to which no other points, in one statement."""
    if not rows:
        return
    quote, meta = connection.ops.quote_name, _meta(type(rows[0]))
    marks = ", ".join(["%s"] * len(rows))
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quote(meta.db_table)} WHERE {quote(meta.pk.column)} IN ({marks})",  # noqa: S608
            [row.pk for row in rows],
        )


def _values(rows: Sequence[models.Model], plan: Plan) -> list[Any]:
    values: list[Any] = []
    for row in rows:
        _follow(row)
        held = row.__dict__
        values += [held[name] if write is None else write(held[name]) for name, write in plan]
    return values


def _follow(row: models.Model) -> None:
    """Let a row point to those it was made with, now that they have numbers."""
    held = row.__dict__
    for name, other in row._state.fields_cache.items():
        if other is None or held.get(f"{name}_id", 0) is not None:
            continue
        if other.pk is None:
            raise ValueError(f"{type(row).__name__}.{name} points to a row that is not stored")
        held[f"{name}_id"] = other.pk


@cache
def _insertion(model: type[models.Model], vendor: str, number: int) -> str:
    quote, meta = connection.ops.quote_name, _meta(model)
    columns = [quote(meta.get_field(name).column) for name, _ in _plan(model, vendor)]
    holders = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * number)
    return (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) VALUES {holders} "  # noqa: S608
        f"RETURNING {quote(meta.pk.column)}"
    )


@cache
def _changing(
    model: type[models.Model], names: tuple[str, ...], vendor: str, number: int
) -> tuple[str, Plan]:
    """The statement, and what goes into it of each row."""
    quote, meta = connection.ops.quote_name, _meta(model)
    fields: list[Any] = [meta.get_field(name) for name in names]
    table, key = quote(meta.db_table), quote(meta.pk.column)
    own = (meta.pk.attname, _write(meta.pk, vendor))
    plan = [(field.attname, _write(field, vendor)) for field in fields]
    if number == 1:
        sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        return f"UPDATE {table} SET {sets} WHERE {key} = %s", [*plan, own]  # noqa: S608
    sets = ", ".join(
        f"{quote(field.column)} = given.column{place}" for place, field in enumerate(fields, start=2)
    )
    cast = [f"%s::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}"
            for field in (meta.pk, *fields)] if vendor == "postgresql" else ["%s"] * (len(fields) + 1)  # fmt: skip
    holders = ", ".join([f"({', '.join(cast)})"] * number)
    return (
        f"UPDATE {table} SET {sets} FROM (VALUES {holders}) AS given WHERE {table}.{key} = given.column1",  # noqa: S608
        [own, *plan],
    )


def _meta(model: type[models.Model]) -> Any:
    return model._meta


@cache
def _plan(model: type[models.Model], vendor: str) -> Plan:
    """Attribute and conversion of each field that is stored; what the database fills is left to it."""
    return [
        (field.attname, _write(field, vendor))
        for field in model._meta.concrete_fields
        if field.db_default is NOT_PROVIDED and not field.primary_key
    ]


def _write(field: Any, vendor: str) -> Write | None:
    """How a value is written, as Django writes it; None where it goes as it is."""
    kind = type(field)
    if kind in (models.CharField, models.TextField, models.EmailField):
        return _text
    if isinstance(field, models.BigAutoField | models.ForeignKey):
        # PostgreSQL prepares a statement for each mix of sizes of numbers; an id has one size.
        return _known(field, int, _sized("BigIntegerField", vendor))
    if kind is models.BooleanField:
        return _known(field, bool, bool)
    if kind in _WHOLE:
        return _known(field, int, _sized(field.get_internal_type(), vendor))
    if kind is models.DateField:
        return _known(field, date, connection.ops.adapt_datefield_value)
    if kind is models.DateTimeField and vendor == "postgresql":
        return _known(field, datetime, connection.ops.adapt_datetimefield_value)
    if kind is ExactField:
        sized = _sized("BigIntegerField", vendor)
        return lambda value: None if value is None else sized(millionths(value))
    return lambda value: field.get_db_prep_save(value, connection)


def _sized(kind: str, vendor: str) -> Write:
    """A whole number as the engine takes it: PostgreSQL is told its size."""
    return int if vendor == "sqlite" else cast("Any", connection.ops).integerfield_type_map[kind]


def _known(field: Any, kind: type, form: Write) -> Write:
    """Nothing and a value of this very type are written without asking the field, which takes ten times as long."""

    def write(value: Any) -> Any:
        if type(value) is kind:
            return form(value)
        return None if value is None else field.get_db_prep_save(value, connection)

    return write


def _text(value: Any) -> Any:
    return value if value is None or type(value) is str else str(value)
