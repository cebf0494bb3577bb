"""Shares of what goods cost when they left, and of what is to be credited. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

ZERO = Decimal(0)


def cost_back(quantity: Decimal, *, shipped: Decimal, cost_minor: int, before: Decimal) -> int:
    """The part of a shipped line's cost that comes back with `quantity`, after `before` of it came already.

    Each part takes the difference of two rounded sums, so that all parts together are exactly what the line cost.
    """
    return _share(cost_minor, before + quantity, shipped) - _share(cost_minor, before, shipped)


def _share(cost_minor: int, quantity: Decimal, whole: Decimal) -> int:
    return round(Fraction(cost_minor) * Fraction(quantity) / Fraction(whole))


def part_of(minor: int, quantity: Decimal, whole: Decimal) -> int:
    """So much of an amount as falls on a quantity."""
    return _share(minor, quantity, whole) if whole else 0


def taken(wanted: Decimal, free: Sequence[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """Take a quantity from places in their order: (key, part). Less comes out where not so much is free."""
    found = []
    for key, there in free:
        part = min(wanted, there)
        if part > 0:
            found.append((key, part))
            wanted -= part
    return found
