"""Fields that several domains share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression, Func

from polku.kernel.errors import Invalid, gettext_noop
from polku.kernel.words import Text

PLACES: Final = 6
"""Decimals of an exact number in the database: quantities, unit prices and percentages stand as millionths."""
_LIMIT: Final = 2**63


class ExactField(models.BigIntegerField):  # type: ignore[type-arg]  # not subscriptable when run
    """An exact decimal with at most six places, kept as a whole number of millionths.

    A decimal column on SQLite is a float. Sums and comparisons in SQL work on the whole numbers; a literal in an
    expression is `Value(quantity, output_field=ExactField())`. More places or too large a number is `Invalid`.
    """

    _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int  # type: ignore[assignment]

    def from_db_value(
        self, value: int | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-PLACES)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Decimal) else Decimal(value)

    def get_default(self) -> Any:
        """A default may be written as a whole number; a row has a decimal, also before it is stored."""
        return self.to_python(super().get_default())

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else millionths(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)


def millionths(value: Decimal | int) -> int:
    """The whole number that stands for an exact decimal."""
    if type(value) not in {Decimal, int}:
        raise TypeError(f"exact numbers are Decimal or int, not {type(value).__name__}")
    exact = Decimal(value)
    if not exact.is_finite() or exact.adjusted() > 18 or int(exact.as_tuple().exponent) < -40:
        raise Invalid(gettext_noop("This is not a number we can calculate with."), code="bad_number")
    scaled = exact.scaleb(PLACES)
    if scaled != int(scaled):
        raise Invalid(gettext_noop("At most six decimals are possible."), code="too_many_decimals")
    if not -_LIMIT < int(scaled) < _LIMIT:
        raise Invalid(gettext_noop("The number is too large."), code="number_too_large")
    return int(scaled)


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
