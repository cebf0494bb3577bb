"""Exact decimals in the database."""

from decimal import Decimal

import pytest
from django.db import connection

from polku.db.bulk import _converter
from polku.db.fields import ExactField, millionths
from polku.kernel.errors import Invalid


def test_a_decimal_goes_in_and_comes_out_unchanged() -> None:
    field = ExactField()
    stored = field.get_db_prep_value(Decimal("9.500001"), connection)
    assert stored == 9_500_001
    assert field.from_db_value(stored, None, connection) == Decimal("9.500001")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["0.0000001", "NaN", "Infinity", "1E+30", "9300000000000", "1E-99999"])
def test_what_millionths_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        millionths(Decimal(value))


def test_a_float_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError):
        millionths(0.1)  # type: ignore[arg-type]


def test_rows_stored_by_the_hundred_keep_their_decimals() -> None:
    assert _converter(ExactField(), connection.vendor)([Decimal("0.5"), None]) == [500_000, None]
