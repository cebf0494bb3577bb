"""What later domains forbid in an order, and let go of lines that leave it. Filled in their `apps.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from polku.kernel.errors import Message


@dataclass(frozen=True)
class Wish:
    """What somebody wants of an order: `deed` is change, cancel or waive; `quantities` what lines would have then."""

    order_id: int
    deed: str
    quantities: dict[int, Decimal]


Guard = Callable[[Sequence[Wish]], dict[int, list[Message]]]
"""Reasons against wishes, by order; an order left out may."""

_guards: dict[str, Guard] = {}

Leaving = Callable[[int, Mapping[int, Decimal]], object]
"""What is done as lines leave an order: its id, and how much each of these lines was."""

leaving: dict[str, Leaving] = {}


def register(name: str, guard: Guard) -> None:
    """Let a later domain object."""
    _guards[name] = guard


def objections(wishes: Sequence[Wish]) -> dict[int, list[Message]]:
    """All reasons against these wishes, by order."""
    found: dict[int, list[Message]] = {}
    for guard in _guards.values():
        for order_id, reasons in guard(wishes).items():
            found.setdefault(order_id, []).extend(reasons)
    return found
