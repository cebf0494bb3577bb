"""A VAT number tells which state of the Union gave it, or that none did; one with a wrong digit is refused."""

from __future__ import annotations

import pytest

from polku.kernel.errors import Invalid
from polku.kernel.vat_numbers import checked_vat_number, compact, state_of


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("DE136695976", "DE"),
        ("de 136.695.976", "DE"),
        ("de\u00a0136695976", "DE"),
        ("DE123456789", "DE"),  # stored before its digits were checked
        ("EL094259216", "EL"),
        ("gr 094259216", "EL"),
        ("ATU13585627", "AT"),
        ("NL004495445B01", "NL"),
        ("", ""),
        ("none", ""),
        ("DE12", ""),
        ("DE13669597\u0666", ""),
        ("123456789", ""),
        ("EU372022452", ""),
        ("CHE-123.456.789", ""),
    ],
)
def test_a_number_tells_its_state(number: str, state: str) -> None:
    assert state_of(number) == state


def test_only_what_is_a_number_of_the_union_is_written_closer() -> None:
    assert (compact("de 136 695 976"), compact("CHE-123.456.789")) == ("DE136695976", "CHE-123.456.789")
    assert compact("GR094259216") == "EL094259216"


def test_a_number_of_the_union_with_a_wrong_digit_is_refused() -> None:
    for number in ("", "none", "SEE NOTE", "CHE-123.456.789", "12345671", "fi 1234567-1"):
        assert checked_vat_number(number) == number
    for number in ("FI12345670", "DE12", "NL123456789B01", "DE13669597\u0666"):
        with pytest.raises(Invalid, match="is no VAT number of") as refused:
            checked_vat_number(number)
        assert (refused.value.field, refused.value.code) == ("vat_id", "bad_vat_id")
