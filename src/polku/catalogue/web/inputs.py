"""Numbers as people type them: with a point or a comma, and spaces between thousands."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DIGITS_MAX = 30
LISTED_MAX = 20_000


def read_number(text: str) -> Decimal:
    """An exact number, however its decimals are marked.

    Raises: ValueError.
    """
    plain = "".join(text.split()).replace("\u2212", "-")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    if (
        len(plain) > DIGITS_MAX
        or not plain.lstrip("+-").replace(".", "", 1).isdecimal()
        or not plain.isascii()
    ):
        raise ValueError(text)
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error


def written(number: Decimal | None) -> str:
    """A number as an input holds it: without zeros at its end."""
    return "" if number is None else f"{number.normalize():f}"


class ExactNumber(forms.Field):
    """A field for an exact decimal; empty gives None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if not text.strip():
            return None
        try:
            return read_number(text)
        except ValueError as error:
            message = _("“%(text)s” is not a number.") % {"text": text[:40]}
            raise forms.ValidationError(message) from error

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value


class Listed(forms.Field):
    """Words apart by commas or lines."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "")[:LISTED_MAX].replace("\0", "")
        parts = text.replace("\r", "").replace("\n", ",").split(",")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


def put_errors(form: forms.Form, errors: dict[str, list[str]], renamed: dict[str, str] | None = None) -> None:
    """Show what an action refused beside its field, or above the form where it has no such field."""
    for name, messages in errors.items():
        field = (renamed or {}).get(name, name)
        for message in messages:
            form.add_error(field if field in form.fields else None, message)
