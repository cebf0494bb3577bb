"""What lines come to while they are typed: each price with its reasons; what is wrong with one stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from polku.catalogue.logic.lines import AskedLine, Line, summed
from polku.catalogue.logic.pricing import Priced, Step, Wanted
from polku.catalogue.queries import price
from polku.catalogue.queries.filling import Buyer, Filled, fill
from polku.catalogue.words import counted_unit, price_text
from polku.kernel.errors import DomainError, Invalid, Message, NotFound, say
from polku.ui import locale_formats

WRONG_MAX: Final = 8
"""So many wrong lines are passed over; with more, only the first is told."""
STAND_IN: Final = AskedLine(
    description="–", kind="service", unit_price=Decimal(0), tax_category="Z", tax_percent=Decimal(0)
)
"""What stands for a wrong line: it comes to nothing, and those below keep their places."""


@dataclass(frozen=True)
class Counted:
    """A line in words; `problem` where it cannot be counted."""

    sum: str = ""
    price: str = ""
    discount: str = ""
    tax: str = ""
    said: str = ""
    listed: str = ""
    steps: Sequence[Step] = ()
    problem: str = ""


@dataclass(frozen=True)
class Trial:
    """Lines as far as they can be counted: `asked` with stand-ins for the wrong ones, and those by their places."""

    asked: list[AskedLine]
    filled: Filled
    lines: list[Counted]
    problems: Mapping[int, str] = field(default_factory=dict)


def trial(
    asked: Sequence[AskedLine],
    *,
    buyer: Buyer,
    currency: str,
    at: datetime,
    codes: Sequence[str] = (),
    prices_include_tax: bool | None = None,
    problems: Mapping[int, str] | None = None,
) -> Trial:
    """Price and tax these lines by the catalogue; `problems` are those found in reading them, by place.

    Raises: Invalid, NotFound where more is wrong than single lines.
    """
    lines, wrong = list(asked), dict(problems or {})
    for place in wrong:
        lines[place] = STAND_IN
    filled = None
    while filled is None:
        try:
            filled = fill(
                lines,
                buyer=buyer,
                currency=currency,
                at=at,
                codes=codes,
                prices_include_tax=prices_include_tax,
            )
        except (Invalid, NotFound) as error:
            found = place_of(error)
            if found is None or found in wrong or len(wrong) >= WRONG_MAX:
                raise
            wrong[found], lines[found] = words_of(error), STAND_IN
    told = _explained(lines, buyer, currency, at, codes)
    sums = summed(filled.lines, currency=currency, prices_include_tax=filled.prices_include_tax)
    counted = [
        Counted(problem=wrong[place])
        if place in wrong
        else _counted(line, minor, asked_for, told.get(place), currency)
        for place, (line, minor, asked_for) in enumerate(
            zip(filled.lines, sums.line_minors, lines, strict=True)
        )
    ]
    return Trial(lines, filled, counted, wrong)


def place_of(error: DomainError) -> int | None:
    """Which line an error is about; None for the whole."""
    parts = (error.field or "").split(".")
    if len(parts) > 1 and parts[0] == "lines" and parts[1].isdecimal():
        return int(parts[1])
    number = error.message.params.get("line") if isinstance(error.message, Message) else None
    return number - 1 if isinstance(number, int) else None


def words_of(error: DomainError) -> str:
    """What an error says, in the reader's language."""
    if isinstance(error, Invalid):
        return next(iter(error.errors_in(_).values()))[0]
    return say(error.message, _)


def _explained(
    lines: Sequence[AskedLine], buyer: Buyer, currency: str, at: datetime, codes: Sequence[str]
) -> dict[int, Priced]:
    """What the lists say of each product, by place, whether its price is taken from them or not."""
    wanted = {
        place: Wanted(line.product_id, line.quantity)
        for place, line in enumerate(lines)
        if line.product_id is not None
    }
    if not wanted:
        return {}
    found = price(list(wanted.values()), customer_id=buyer.customer_id, currency=currency, at=at, codes=codes)
    return dict(zip(wanted, found, strict=True))


def _counted(line: Line, minor: int, asked: AskedLine, told: Priced | None, currency: str) -> Counted:
    each, tax = price_text(line.unit_price, currency), locale_formats.percent(line.tax_percent / 100, 2)
    said = f"{counted_unit(line.quantity, line.unit)} × {each}"
    discount = locale_formats.number(line.discount_percent, 2) if line.discount_percent else ""
    if discount:
        said += f" − {locale_formats.percent(line.discount_percent / 100, 2)}"
    own = (
        told is not None and asked.unit_price is not None and told.unit_price not in (None, asked.unit_price)
    )
    return Counted(
        sum=locale_formats.money(minor, currency),
        price=each,
        discount=discount,
        tax=locale_formats.number(line.tax_percent, 2),
        said=_("%(amount)s, VAT %(percent)s") % {"amount": said, "percent": tax},
        listed=price_text(told.each, currency) if own and told is not None and told.each is not None else "",
        steps=told.steps if told is not None else (),
    )
