"""Rounding as invoices do it, and sharing a rounded sum so that no cent is lost."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

_ADJUSTED_MAX: Final = 40
_PLACES_MAX: Final = 40


def half_up(number: Fraction) -> int:
    """Round to a whole number; a half goes away from zero, so that a credit note mirrors its invoice."""
    above, below = abs(number.numerator), number.denominator
    whole = (2 * above + below) // (2 * below)
    return -whole if number < 0 else whole


def exact(number: Decimal | int) -> Fraction:
    """Take a number as a fraction; a float is a bug, a decimal like 1E+999999999 would fill the memory."""
    if type(number) is int:
        return Fraction(number)
    if not isinstance(number, Decimal):
        raise TypeError(f"exact numbers are Decimal or int, not {type(number).__name__}")
    places = number.as_tuple().exponent
    if not isinstance(places, int) or places < -_PLACES_MAX or number.adjusted() > _ADJUSTED_MAX:
        raise Invalid(gettext_noop("This is not a number we can calculate with."), code="bad_number")
    return Fraction(number)


def shared(total: int, shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers near `shares` that add up to `total`, which is their sum rounded.

    Largest remainder first, the earlier of equals; the shares of the negated document are the negated shares.
    """
    leading = total or next((share for share in shares if share), Fraction(0))
    if leading < 0:
        return [-part for part in shared(-total, [-share for share in shares])]
    parts = [share.numerator // share.denominator for share in shares]
    left = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - shares[index], index))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts
