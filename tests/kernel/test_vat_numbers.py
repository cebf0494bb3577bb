"""A VAT number tells which state of the Union gave it, or that none did."""

from __future__ import annotations

import pytest

from polku.kernel.vat_numbers import compact, state_of


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("DE123456789", "DE"),
        ("de 123.456.789", "DE"),
        ("EL123456789", "EL"),
        ("ATU12345678", "AT"),
        ("NL123456789B01", "NL"),
        ("", ""),
        ("none", ""),
        ("DE12", ""),
        ("DE12345678\u0669", ""),
        ("123456789", ""),
        ("CHE-123.456.789", ""),
    ],
)
def test_a_number_tells_its_state(number: str, state: str) -> None:
    assert state_of(number) == state


def test_only_what_is_a_number_of_the_union_is_written_closer() -> None:
    assert (compact("de 123 456 789"), compact("CHE-123.456.789")) == ("DE123456789", "CHE-123.456.789")
