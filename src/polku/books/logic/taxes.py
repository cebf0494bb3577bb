"""The key by which a posting belongs to a line of the VAT report."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from polku.kernel.errors import Invalid, gettext_noop

_IN: Final = "in"
_CATEGORY_MAX: Final = 2


@dataclass(frozen=True, slots=True, order=True)
class TaxKey:
    """What tax a posting belongs to: sold or bought, the category of EN 16931, the percent, another country."""

    is_purchase: bool
    category: str
    percent: Decimal
    country: str = ""

    def __str__(self) -> str:
        percent = format(self.percent.normalize() + 0, "f")
        key = f"{self.category}:{percent}" + (f"@{self.country}" if self.country else "")
        return f"{_IN}:{key}" if self.is_purchase else key


def tax_key(category: str, percent: Decimal | int, *, purchase: bool = False, country: str = "") -> str:
    """The key of a tax: `tax_key("S", Decimal("25.5"))` is `S:25.5`, of a purchase `in:S:25.5`."""
    return str(TaxKey(purchase, category, Decimal(percent), country))


def read_tax_key(key: str) -> TaxKey:
    """What a key says.

    Raises: Invalid.
    """
    is_purchase = key.startswith(f"{_IN}:")
    rest, _, country = key.removeprefix(f"{_IN}:").partition("@")
    category, colon, percent = rest.partition(":")
    plain = percent.replace(".", "", 1)
    if not (
        colon
        and 0 < len(category) <= _CATEGORY_MAX
        and category.isalpha()
        and plain.isdecimal()
        and plain.isascii()
    ):
        raise Invalid(gettext_noop("A tax key looks like S:24."), field="tax_key")
    return TaxKey(is_purchase, category, Decimal(percent), country)
