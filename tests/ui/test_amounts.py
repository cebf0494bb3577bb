"""Amounts as people type them: read as they are meant, refused where that is not sure."""

import pytest
from django.utils import translation

from polku.kernel.errors import Invalid
from polku.ui.amounts import read_amount


@pytest.mark.parametrize(
    ("language", "text", "minor"),
    [
        ("en", "1,234.50", 123_450),
        ("en", "1.234,50", 123_450),
        ("fi", "1 234,50", 123_450),
        ("fi", "12.5", 1_250),
        ("fi", "1.234", 123_400),
        ("pl", "12", 1_200),
    ],
)
def test_an_amount_is_read_in_the_readers_way_or_another_sure_one(
    language: str, text: str, minor: int
) -> None:
    with translation.override(language):
        found = read_amount(text, "EUR", field="debit")
    assert found is not None
    assert found.minor == minor


@pytest.mark.parametrize(("language", "text"), [("en", "12.345"), ("fi", "12,345"), ("en", "1.2345")])
def test_too_many_decimals_are_never_taken_for_thousands(language: str, text: str) -> None:
    with translation.override(language), pytest.raises(Invalid) as told:
        read_amount(text, "EUR", field="debit")
    assert (told.value.code, list(told.value.errors)) == ("too_many_decimals", ["debit"])


def test_nothing_is_no_amount_and_words_are_refused_at_their_field() -> None:
    assert read_amount("  ", "EUR", field="value") is None
    with pytest.raises(Invalid) as told:
        read_amount("much", "EUR", field="value")
    assert (told.value.code, list(told.value.errors)) == ("bad_amount", ["value"])
