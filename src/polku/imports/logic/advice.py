"""What would be right in a cell that is wrong, shown by an example written like the rest of its column."""

from typing import Final

from polku.imports.logic.guessing import ColumnGuess
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.imports.logic.moments import DateOrder
from polku.kernel.errors import Message, gettext_noop

NO_SUCH_CHARACTER: Final = gettext_noop("Write it anew, or choose the characters the file is written in.")
_DATES: Final = {
    DateOrder.YMD: "2026-12-31",
    DateOrder.DMY: "31.12.2026",
    DateOrder.MDY: "12/31/2026",
    DateOrder.SERIAL: "46387",
}
_DATE = gettext_noop("A date such as %(example)s.")
_DATE_OR_BOOL = gettext_noop("Yes, no or a date such as %(example)s.")
_NUMBER = gettext_noop("A number such as %(example)s.")
_AMOUNT = gettext_noop("An amount such as %(example)s or %(other)s.")
_CHOICES = gettext_noop("One of: %(choices)s.")
_BOOL = gettext_noop("Yes or no.")
_MAIL = gettext_noop("An address such as name@example.com.")
_CURRENCY = gettext_noop("The three letters of a currency, such as EUR.")


def right(field: ImportField, guess: ColumnGuess) -> object:
    """What a cell of this field looks like, as a sentence with its values apart."""
    kind = field.kind
    if kind in (FieldKind.DATE, FieldKind.DATETIME):
        return Message(_DATE, example=_DATES[guess.order])
    if kind == FieldKind.DATETIME_OR_BOOL:
        return Message(_DATE_OR_BOOL, example=_DATES[guess.order])
    number = "1234,50" if guess.decimal == "," else "1234.50"
    if kind == FieldKind.NUMBER:
        return Message(_NUMBER, example=number)
    if kind == FieldKind.MONEY:
        return Message(_AMOUNT, example=number, other=f"{number} EUR")
    plain: dict[FieldKind, object] = {
        FieldKind.BOOL: _BOOL,
        FieldKind.EMAIL: _MAIL,
        FieldKind.CURRENCY: _CURRENCY,
    }
    return plain.get(kind, "")


def one_of(choices: object) -> Message:
    """Any of these words."""
    return Message(_CHOICES, choices=choices)
