"""Codes of vouchers."""

import secrets
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letter that is taken for a digit."""
_PARTS, _PART = 4, 4


def new_code() -> str:
    """A code that nobody guesses, easy to read aloud: 80 bits."""
    parts = ["".join(secrets.choice(_LETTERS) for _ in range(_PART)) for _ in range(_PARTS)]
    return "-".join(parts)


def clean_code(text: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(text.split()).upper()
