"""Where a customer gets its bills and its goods: the parts of an address, checked, told, and named. Pure.

The customer's own address is its invoice address. Goods go there too, unless `delivery` says otherwise.
"""

import re
from collections.abc import Mapping
from typing import Final, Protocol

from polku.kernel.errors import Invalid, Message, gettext_noop
from polku.kernel.text import clean

PARTS: Final = ("name", "line1", "line2", "post_code", "city", "region", "country")
"""The parts of an address, as orders, bills and papers hold them."""

LENGTHS: Final = {
    "name": 200, "line1": 200, "line2": 200, "post_code": 20, "city": 120, "region": 120, "country": 2,
}  # fmt: skip

_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Addressed(Protocol):
    """What has a postal address: a customer."""

    name: str
    line1: str
    line2: str
    post_code: str
    city: str
    region: str
    country: str
    delivery: dict[str, str]


def billing_of(customer: Addressed) -> dict[str, str]:
    """Where its bills go; nothing where no street is known, whatever town."""
    if not customer.line1:
        return {}
    return {name: text for name in PARTS if (text := getattr(customer, name))}


def delivery_of(customer: Addressed) -> dict[str, str]:
    """Where its goods go: the address of its own, else that of its bills; nothing where neither has a street."""
    told = dict(customer.delivery)
    return {"name": customer.name, **told} if told.get("line1") else billing_of(customer)


def country_of(customer: Addressed) -> str:
    """The country its goods go to, which taxes ask for."""
    return customer.delivery.get("country") or customer.country


def checked(told: Mapping[str, object], field: str = "delivery") -> dict[str, str]:
    """An address as it may be kept: its known parts that say something. Raises: Invalid (names the part)."""
    found: dict[str, str] = {}
    for name, value in told.items():
        if name not in PARTS or not isinstance(value, str):
            raise Invalid(gettext_noop("The address has unknown parts."), field=f"{field}.{name}")
        text = clean(value.strip(), max_length=LENGTHS[name], field=f"{field}.{name}")
        if text:
            found[name] = text.upper() if name == "country" else text
    try:
        checked_country(found.get("country", ""))
    except Invalid as error:
        raise Invalid(error.message, field=f"{field}.country") from None
    if found and not found.get("line1"):
        raise Invalid(gettext_noop("An address needs a street."), field=f"{field}.line1")
    return {name: found[name] for name in PARTS if name in found}


def checked_country(value: str) -> str:
    """A country code of two capital letters, or empty. Raises: Invalid."""
    if value and not _COUNTRY.fullmatch(value):
        raise Invalid(
            Message(
                gettext_noop("“%(value)s” is not a country code of two letters, such as FI."),
                value=value[:20],
            ),
            field="country",
        )
    return value
