"""A product as a form, a file or another system states it, and what may not stand in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from polku.catalogue.logic.codes import Kind, Tracked
from polku.catalogue.logic.units import PIECE, checked_unit
from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.money import Money
from polku.kernel.text import clean
from polku.kernel.words import Text

SKU_MAX: Final = 60
NAME_MAX: Final = 300
GROUP_MAX: Final = 60
DESCRIPTION_MAX: Final = 5000


@dataclass(frozen=True, slots=True)
class NewProduct:
    """Something to sell. `price` is what it costs by the company's standard list, `cost` what it costs the company."""

    sku: str
    name: str | Mapping[str, str] | Text
    description: str | Mapping[str, str] | Text = ""
    kind: str = Kind.GOODS.value
    unit: str = PIECE
    group: str = ""
    tax_class: str = "standard"
    tracked: str = Tracked.NONE.value
    price: Decimal | None = None
    cost: Money | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)


def checked(new: NewProduct) -> dict[str, Any]:
    """The columns of a new product. Raises: Invalid, with the field."""
    return {
        "sku": checked_sku(new.sku),
        "name": checked_words(new.name, "name", NAME_MAX),
        "description": checked_words(new.description, "description", DESCRIPTION_MAX),
        "kind": chosen(new.kind, Kind, "kind"),
        "unit": checked_unit(new.unit),
        "group": checked_group(new.group),
        "tracked": chosen(new.tracked, Tracked, "tracked"),
        **checked_cost(new.cost),
        "custom": checked_custom(new.custom),
    }


def checked_sku(sku: str) -> str:
    """The number of a product. Raises: Invalid."""
    plain = clean(sku.strip(), max_length=SKU_MAX, field="sku")
    if not plain:
        raise Invalid(gettext_noop("A product needs a number."), field="sku", code="no_sku")
    return plain


def checked_words(value: str | Mapping[str, str] | Text, name: str, most: int) -> Text:
    """Words in one or several languages. Raises: Invalid."""
    words = Text.of(value)
    for _, text in words.entries:
        clean(text, max_length=most, multiline=name == "description", field=name)
    if name == "name" and not any(text.strip() for _, text in words.entries):
        raise Invalid(gettext_noop("A name is needed."), field="name", code="no_name")
    return words


def checked_custom(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the company's own: plain values that both databases keep. Raises: Invalid."""
    for text in _texts(dict(values)):
        clean(text, multiline=True, field="custom")
    return dict(values)


def checked_group(group: str) -> str:
    """The group a product belongs to. Raises: Invalid."""
    return clean(group.strip(), max_length=GROUP_MAX, field="group")


def checked_cost(cost: Money | None) -> dict[str, Any]:
    """The columns of a cost. Raises: Invalid."""
    if cost is not None and cost.minor < 0:
        raise Invalid(gettext_noop("A cost is not below zero."), field="cost", code="negative")
    return {"cost_minor": cost.minor if cost else None, "cost_currency": cost.currency if cost else ""}


def checked_price(price: Decimal, name: str = "price") -> Decimal:
    """A unit price: not below zero. Raises: Invalid."""
    if not price.is_finite() or price < 0:
        raise Invalid(gettext_noop("A price is not below zero."), field=name, code="negative")
    return price


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def chosen(value: str, among: type[Kind] | type[Tracked], name: str) -> str:
    """One of the words of a list. Raises: Invalid."""
    known = [one.value for one in among]
    if value not in known:
        message = gettext_noop("“%(value)s” is not one of: %(known)s.")
        raise Invalid(
            Message(message, value=value[:40], known=", ".join(known)), field=name, code="bad_choice"
        )
    return value
