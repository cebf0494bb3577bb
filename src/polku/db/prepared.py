"""Questions of hot paths, turned into SQL once: Django needs longer for that than the database for the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar, cast

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

R = TypeVar("R")
Value = int | str | Sequence[int]
_FIRST: Final = 9_100_000_000_000_000_000


class Prepared(Generic[R]):
    """A queryset whose values alone change: `make` is called once per engine, with placeholders for them.

    Values are whole numbers, texts, or lists of whole numbers for `db.lists.among`. Rows come as models with what
    `select_related` adds, or as tuples of `values_list`. Measured on SQLite: a question for one row over four joined
    tables takes 0.2 ms instead of 1.6.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, R]]) -> None:
        self._make = make
        self._ready: dict[str, _Statement] = {}

    def __call__(self, *values: Value) -> list[R]:
        """The rows. Raises: what the database says; ValueError where a value does not reach the SQL as it is."""
        ready = self._ready.get(connection.vendor)
        if ready is None:
            marks = [_mark(place, value) for place, value in enumerate(values)]
            ready = self._ready[connection.vendor] = _Statement(self._make(*marks), marks)
        return cast("list[R]", list(ready.rows(values)))


class _Statement:
    """The SQL of a queryset, where its values go, and how a row of it is read."""

    def __init__(self, made: QuerySet[Any, Any], marks: Sequence[Value]) -> None:
        compiler = made.query.get_compiler(made.db)
        self._sql, parameters = compiler.as_sql()
        self._parameters = [_Place.of(one, marks) for one in parameters]
        found = {one.number for one in self._parameters if isinstance(one, _Place)}
        if missing := set(range(len(marks))) - found:
            raise ValueError(f"values {sorted(missing)} are not in the statement as they are")
        self._compiler: Any = compiler
        self._converters: Mapping[int, Any] = compiler.get_converters(
            [one[0] for one in compiler.select[: compiler.col_count]]
        )
        self._reads_models = made._iterable_class is ModelIterable
        self._db = made.db
        if self._reads_models:
            info = compiler.klass_info
            start, end = info["select_fields"][0], info["select_fields"][-1] + 1
            self._model, self._columns = info["model"], slice(start, end)
            self._names = [one[0].target.attname for one in compiler.select[start:end]]
            self._related = get_related_populators(info, compiler.select, made.db)  # type: ignore[call-arg]

    def rows(self, values: Sequence[Value]) -> Iterator[Any]:
        filled = [
            one.filled(values[one.number]) if isinstance(one, _Place) else one for one in self._parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, filled)
            found: Any = cursor.fetchall()
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        if not self._reads_models:
            return map(tuple, found)
        return map(self._read, found)

    def _read(self, row: Sequence[Any]) -> Any:
        made = self._model.from_db(self._db, self._names, row[self._columns])
        for one in self._related:
            one.populate(row, made)
        for name, place in (self._compiler.annotation_col_map or {}).items():
            setattr(made, name, row[place])
        return made


class _Place:
    """A parameter that comes from a value: which one, and in which form the engine takes it."""

    def __init__(self, number: int, form: Callable[[Any], Any]) -> None:
        self.number, self.filled = number, form

    @classmethod
    def of(cls, parameter: Any, marks: Sequence[Value]) -> Any:
        """The place that a placeholder came to; any other parameter as it is."""
        for number, mark in enumerate(marks):
            if isinstance(mark, list) and parameter == json.dumps(mark):
                return cls(number, json.dumps)
            if type(parameter) is not bool and parameter == mark:
                return cls(number, type(parameter))
        return parameter


def _mark(place: int, value: Value) -> Value:
    """What stands for a value while the SQL is made; nothing else is like it."""
    if isinstance(value, str):
        return f"\x01value {place}\x01"
    return _FIRST + place if isinstance(value, int) else [_FIRST + place]
