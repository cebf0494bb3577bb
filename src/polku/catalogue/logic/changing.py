"""What was sent for a product, as its columns; and two people's edits of it, put together."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from polku.catalogue.logic.codes import Kind, Tracked
from polku.catalogue.logic.products import (
    DESCRIPTION_MAX,
    NAME_MAX,
    checked_cost,
    checked_custom,
    checked_group,
    checked_sku,
    checked_words,
    chosen,
)
from polku.catalogue.logic.units import checked_unit
from polku.kernel.errors import DomainError, Invalid, gettext_noop
from polku.kernel.money import Money

_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "sku": lambda value: checked_sku(_text(value)),
    "name": lambda value: checked_words(value, "name", NAME_MAX),
    "description": lambda value: checked_words(value, "description", DESCRIPTION_MAX),
    "kind": lambda value: chosen(_text(value), Kind, "kind"),
    "unit": lambda value: checked_unit(_text(value)),
    "group": lambda value: checked_group(_text(value)),
    "tax_class_id": int,
    "tracked": lambda value: chosen(_text(value), Tracked, "tracked"),
    "custom": lambda value: checked_custom(dict(value)),
}


def sent(values: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """The columns of what was sent. `partial` leaves out what cannot be read, as of a form opened long ago.

    Raises: Invalid (names the field).
    """
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found |= _column(name, value)
        except (DomainError, ValueError, TypeError, AttributeError) as error:
            if partial:
                continue
            if isinstance(error, DomainError):
                raise
            raise Invalid(gettext_noop("This value makes no sense here."), field=name) from error
    return found


def merged(
    now: Mapping[str, Any], base: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, dict[str, object]]]:
    """What to apply of an edit, and the fields that somebody else changed to something else meanwhile."""
    apply: dict[str, Any] = {}
    clashes: dict[str, dict[str, object]] = {}
    for name, value in wanted.items():
        if value == now[name] or (name in base and value == base[name]):
            continue
        if name in base and base[name] != now[name]:
            clashes[name] = {"yours": str(value), "theirs": str(now[name]), "base": str(base[name])}
        else:
            apply[name] = value
    return apply, clashes


def _column(name: str, value: Any) -> dict[str, Any]:
    if name == "cost":
        if value is not None and not isinstance(value, Money):
            raise Invalid(gettext_noop("This value makes no sense here."), field="cost")
        return checked_cost(value)
    if name not in _READERS:
        raise Invalid(gettext_noop("This cannot be changed here."), field=name)
    return {name: _READERS[name](value)}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(gettext_noop("A text is expected here."))
    return value
