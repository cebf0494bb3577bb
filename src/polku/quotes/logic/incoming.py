"""A quote as a door hands it in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from polku.catalogue.logic.lines import AskedLine
from polku.quotes.logic.costs import NONE, Costs

TERMS: Final = ("payment", "delivery", "guarantee")
"""What the words of an offer are about, in the order they are read."""


@dataclass(frozen=True)
class OfferedLine:
    """A line to be offered; an optional one is the buyer's to take, of one `group` at most one is taken."""

    asked: AskedLine
    optional: bool = False
    group: str = ""


@dataclass(frozen=True)
class Content:
    """What a version says. `needs` is the recap, one need a line; `terms` the words for payment, delivery, guarantee.

    Without `valid_until` the company's usual time holds; without prices of their own, lines are priced by the
    catalogue with `codes`. `costs` tell what the offer costs over the years, in its kind of price.
    """

    lines: tuple[OfferedLine, ...]
    title: str = ""
    needs: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    payment_terms: str = "due_date"
    due_days: int = 14
    valid_until: date | None = None
    prices_include_tax: bool | None = None
    codes: tuple[str, ...] = ()
    costs: Costs = NONE


@dataclass(frozen=True)
class NewQuote:
    """One offer to be drafted on a deal."""

    deal_id: int
    content: Content
    contact_id: int | None = None
    currency: str = ""
    language: str = ""
