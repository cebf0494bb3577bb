"""Moving average: what goods cost that leave, in whole minor units of the company's currency."""

from decimal import Decimal
from fractions import Fraction

from polku.kernel.errors import Refused, gettext_noop


def taken_value(quantity: Decimal, *, on_hand: Decimal, value_minor: int) -> int:
    """The value of `quantity` out of `on_hand` pieces worth `value_minor`; the last one takes all that is left.

    Rounded half to even, so that what stays is never worth less than nothing.
    """
    if quantity > on_hand:
        raise Refused(gettext_noop("There is not enough in stock."))
    if quantity == on_hand:
        return value_minor
    return round(Fraction(value_minor) * Fraction(quantity) / Fraction(on_hand))
