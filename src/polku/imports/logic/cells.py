"""From the text of a cell to a value, or a word on why not."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from polku.imports.logic.guessing import ColumnGuess
from polku.imports.logic.kinds import FieldKind, ImportField
from polku.imports.logic.moments import parse_bool, parse_day, parse_moment
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import CURRENCIES, Money
from polku.kernel.text import clean

Parse = Callable[[str], Any]
MAIL: Final = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s.,;<>()\"]{2,}")
_BREAKS: Final = re.compile(r"\s*[\r\n\u2028\u2029\x0b\x0c\x85]+\s*")
_MAIL_IN: Final = re.compile(r".*<([^<>]+)>\s*")
_SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB",
    "nt$": "TWD", "元": "TWD", "us$": "USD", "₴": "UAH", "₹": "INR", "r$": "BRL", "euro": "EUR",
}  # fmt: skip
_AMOUNT: Final = re.compile(
    r"\s*([^\d\s.,+\-\u2212']*)\s*([-+\u2212]?[\d.,'\u2019\s]*\d)\s*([^\d\s,+\-\u2212'][^\d]*)?\s*"
)
NUMBER_LIMIT: Final = 2**63


class BadCell(Exception):
    """A cell that can't be read as its field wants it."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def parser(field: ImportField, guess: ColumnGuess, zone: ZoneInfo, *, negate: bool = False) -> Parse:
    """The function that reads the cells of one column; they come stripped and not empty."""
    if field.kind == FieldKind.BOOL:
        return _negated_bool if negate else _bool
    if field.kind in (FieldKind.DATE, FieldKind.DATETIME, FieldKind.DATETIME_OR_BOOL):
        return _moments(field, guess, zone)
    if field.kind == FieldKind.NUMBER:
        return lambda text: parse_number(text, guess.decimal)
    if field.kind == FieldKind.EMAIL:
        return _mail
    if field.kind == FieldKind.CURRENCY:
        return _currency
    if field.kind == FieldKind.CHOICE:
        return _choices(field)
    return _texts(field)


def parse_number(text: str, decimal: str) -> int | Decimal:
    """An exact number: an int where it is whole.

    Raises: BadCell.
    """
    bare = re.sub(r"[\s'\u2019\u00a0\u202f]", "", text).replace("\u2212", "-")
    bare = bare.replace("." if decimal == "," else ",", "").replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise BadCell("bad_number", Message(_BAD_NUMBER, text=text[:60])) from None
    if not number.is_finite() or abs(number) >= NUMBER_LIMIT:
        raise BadCell("number_too_large", gettext_noop("This number is too large."))
    return int(number) if number == number.to_integral_value() else number


def parse_money(text: str, currency: str, decimal: str) -> Money:
    """An amount; a sign or code of a currency in the cell counts more than `currency`.

    Raises: BadCell.
    """
    found = _AMOUNT.fullmatch(text) if len(text) <= 60 else None
    if found is None:
        raise BadCell("bad_amount", Message(_BAD_AMOUNT, text=text[:60]))
    before, digits, after = found[1] or "", found[2], (found[3] or "").strip()
    negative = before.startswith("(") and after.endswith(")")
    sign = (before.strip("()") or after.strip("()")).strip()
    if sign and sign != "$":  # a dollar may be any dollar: the currency given decides, if it is one
        currency = _known_currency(sign)
    elif sign == "$" and currency[2:] != "D":
        currency = "USD"
    try:
        amount = Money.parse(digits.replace("\u2009", " "), currency, decimal=decimal)
    except Invalid as error:
        raise BadCell(error.code, error.message) from error
    return -amount if negative else amount


_BAD_NUMBER = gettext_noop("“%(text)s” is not a number.")
_BAD_AMOUNT = gettext_noop("“%(text)s” is not an amount.")
_BAD_DATE = gettext_noop("“%(text)s” is not a date written like the others of this column.")


def _texts(field: ImportField) -> Parse:
    length_max, multiline = field.length_max, field.multiline

    def parse(text: str) -> str:
        if not multiline and not text.isprintable():
            text = _BREAKS.sub(" ", text)
        try:
            return clean(text, max_length=length_max, multiline=multiline)
        except Invalid as error:
            raise BadCell(error.code, error.message) from error

    return parse


def _moments(field: ImportField, guess: ColumnGuess, zone: ZoneInfo) -> Parse:
    read = parse_day if field.kind == FieldKind.DATE else parse_moment
    either = field.kind == FieldKind.DATETIME_OR_BOOL
    order = guess.order

    @lru_cache(maxsize=4096)
    def parse(text: str) -> Any:
        if either and (said := parse_bool(text)) is not None:
            return said
        found = read(text, order, zone)
        if found is None:
            raise BadCell("bad_date", Message(_BAD_DATE, text=text[:60]))
        return found

    return parse


def _choices(field: ImportField) -> Parse:
    known = {choice.casefold(): choice for choice in field.choices}

    def parse(text: str) -> str:
        found = known.get(text.casefold())
        if found is None:
            message = gettext_noop("“%(text)s” is not one of: %(choices)s.")
            raise BadCell("bad_choice", Message(message, text=text[:60], choices=", ".join(field.choices)))
        return found

    return parse


def _bool(text: str) -> bool:
    found = parse_bool(text)
    if found is None:
        raise BadCell(
            "bad_yes_no", Message(gettext_noop("“%(text)s” is neither yes nor no."), text=text[:60])
        )
    return found


def _negated_bool(text: str) -> bool:
    return not _bool(text)


def _mail(text: str) -> str:
    bare = text.removeprefix("mailto:")
    inner = _MAIL_IN.fullmatch(bare)
    bare = inner[1].strip() if inner else bare
    if len(bare) > 254 or not MAIL.fullmatch(bare):
        raise BadCell("bad_email", Message(gettext_noop("“%(text)s” is not a mail address."), text=text[:60]))
    try:
        return clean(bare)
    except Invalid as error:
        raise BadCell(error.code, error.message) from error


def _currency(text: str) -> str:
    return _known_currency(text.strip())


@lru_cache(maxsize=256)
def _known_currency(sign: str) -> str:
    code = _SYMBOLS.get(sign.casefold()) or sign.upper()
    if code == "$":
        code = "USD"
    if code not in CURRENCIES:
        raise BadCell("bad_currency", Message(gettext_noop("“%(text)s” is not a currency."), text=sign[:20]))
    return code
