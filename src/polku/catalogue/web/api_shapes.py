"""Shapes that several parts of the catalogue's API share."""

from decimal import Decimal

from ninja import Schema
from pydantic import Field

from polku.kernel.money import Money
from polku.ui.api import Input, Minor

Words = dict[str, str] | str


class CostIn(Input):
    """An amount in whole minor units (cents) of an ISO 4217 currency."""

    minor: Minor
    currency: str = Field(min_length=3, max_length=3)

    def money(self) -> Money:
        """As the domain counts. Raises: Invalid for a currency that does not exist."""
        return Money(self.minor, self.currency)


class CostOut(Schema):
    """An amount in whole minor units (cents)."""

    minor: int
    currency: str


def plain(number: Decimal | None) -> str | None:
    """An exact decimal as a text, without zeros at its end."""
    return None if number is None else f"{number.normalize():f}"
