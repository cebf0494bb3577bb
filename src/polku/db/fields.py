"""Fields that several domains share."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression, Func

from polku.kernel.words import Text


class WordsField(models.JSONField):
    """Words in data, one per language: `{language: text}`, read as a `Text` with fall-back."""

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Text | None:
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else Text.of(loaded)

    def to_python(self, value: Any) -> Any:
        return Text.of(value) if isinstance(value, str | Mapping) else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_dict() if isinstance(value, Text) else value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return super().get_db_prep_value(
            value.as_dict() if isinstance(value, Text) else value, connection, prepared
        )


class TransactionId(Func):
    """The number of the running transaction on PostgreSQL (ids can commit out of order there); 0 on SQLite."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        return "(pg_current_xact_id()::text::bigint)", []
