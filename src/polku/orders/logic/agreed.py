"""What is agreed of an order: its lines without what was waived or came back, by the sums of documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from polku.catalogue.logic.lines import ZERO, Line, summed


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of an order: its share of the sums, how much of it still counts, and what was given back at other prices.

    `lowered` of it came back at a price that had been lowered: the amounts given back count for them no more.
    """

    line: Line
    net_minor: int
    tax_minor: int
    quantity: Decimal
    given_back_minor: int = 0
    lowered: Decimal = ZERO

    @property
    def off_minor(self) -> int:
        """What is taken off the price of what still counts."""
        if not self.lowered:
            return self.given_back_minor
        own = round(Fraction(self.net_minor) * Fraction(self.lowered) / Fraction(self.line.quantity))
        return self.given_back_minor - own


@dataclass(frozen=True, slots=True)
class Agreed:
    """What lines come to, in minor units."""

    net_minor: int = 0
    gross_minor: int = 0


def agreed(lines: Iterable[Kept], *, currency: str, prices_include_tax: bool) -> Agreed:
    """The sums of what still counts: those of the order where all does, else made anew, as its bills will be."""
    kept = [one for one in lines if one.quantity > 0]
    if all(one.quantity == one.line.quantity for one in kept):
        nets = [one.net_minor for one in kept]
        return Agreed(_less(kept, nets), sum(nets) + sum(one.tax_minor for one in kept))
    rest = [replace(one.line, quantity=one.quantity) for one in kept]
    sums = summed(rest, currency=currency, prices_include_tax=prices_include_tax)
    return Agreed(_less(kept, sums.line_net_minors), sums.gross_minor)


def _less(kept: Sequence[Kept], nets: Sequence[int]) -> int:
    """The net sum less what was taken off; of no line more than is left of it."""
    return sum(net - min(one.off_minor, net) for one, net in zip(kept, nets, strict=True))
