"""The words that rows of the catalogue are kept in."""

import re
from enum import StrEnum
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
ROUNDED_PLACES: Final = 6


class Kind(StrEnum):
    """What is sold."""

    GOODS = "goods"
    SERVICE = "service"


class Tracked(StrEnum):
    """Whether each piece, or each batch, is known by a code."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class Effect(StrEnum):
    """What a promotion does: so much per cent or money off, a price of its own, or something for free."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"
    FREE_ITEM = "free_item"


def checked_key(key: str, field: str = "key") -> str:
    """A key of small letters, digits and lines. Raises: Invalid."""
    if not KEY.fullmatch(key):
        raise Invalid(
            gettext_noop("A key has small letters, digits and lines, at most 60."),
            field=field,
            code="bad_key",
        )
    return key
