"""Amounts of money as a person types them, in the reader's way of writing numbers."""

from babel.numbers import get_decimal_symbol

from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.ui.locale_formats import locale


def read_amount(text: str, currency: str, *, field: str) -> Money | None:
    """An amount as the reader writes it, or as others do where that cannot be mistaken; None for nothing.

    Raises: Invalid, naming the field.
    """
    text = text.strip()
    if not text:
        return None
    own = get_decimal_symbol(locale())
    first, second = (own, "." if own == "," else ",") if own in ".," else (".", ",")
    try:
        return Money.parse(text, currency, decimal=first)
    except Invalid as error:
        # "12.345" where "." marks decimals is a mistake, never twelve thousand.
        if error.code != "too_many_decimals":
            try:
                return Money.parse(text, currency, decimal=second)
            except Invalid:
                pass
        said = next(iter(error.messages.values()))[0]
        raise Invalid(said, field=field, code=error.code) from None
