"""What an offer leaves after its costs, and whether any choice of the buyer would fall below a limit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Part:
    """A line's net value and cost, both in company currency; a cost nobody knows is None."""

    net_minor: int
    cost_minor: int | None
    optional: bool = False
    group: str = ""


def percent(net_minor: int, cost_minor: int | None) -> Decimal | None:
    """The margin in per cent of the net value, to a hundredth; None where cost or value is not known."""
    if cost_minor is None or not net_minor:
        return None
    share = Fraction((net_minor - cost_minor) * 10_000, abs(net_minor))
    return Decimal(round(share)).scaleb(-2)


def falls_below(parts: Sequence[Part], limit: Decimal) -> bool:
    """Whether some choice of options leaves less than `limit` per cent.

    Each line is worth its margin less what the limit asks of it; the worst choice takes every option that is worth
    less than nothing, and of each group the worst line.
    """
    known = [one for one in parts if one.cost_minor is not None]
    if not known:
        return False
    worst = sum((_worth(one, limit) for one in known if not one.optional and not one.group), Fraction(0))
    worst += sum(
        (min(_worth(one, limit), Fraction(0)) for one in known if one.optional and not one.group), Fraction(0)
    )
    for group in {one.group for one in known if one.group}:
        members = [one for one in known if one.group == group]
        least = min(_worth(one, limit) for one in members)
        needed = any(not one.optional for one in members)
        worst += least if needed else min(least, Fraction(0))
    return worst < 0


def _worth(one: Part, limit: Decimal) -> Fraction:
    return Fraction(one.net_minor) * (100 - Fraction(limit)) / 100 - (one.cost_minor or 0)
