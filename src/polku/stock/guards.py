"""What later domains forbid before goods leave: an order that is paid first waits for its payment."""

from collections.abc import Callable, Sequence

from polku.kernel.errors import Message
from polku.orders.models import Order

Guard = Callable[[Sequence[Order]], dict[int, list[Message]]]
"""Reasons against shipping, by order; an order left out may ship."""

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Let a later domain object."""
    _guards[name] = guard


def objections(orders: Sequence[Order]) -> dict[int, list[Message]]:
    """All reasons against shipping these orders."""
    found: dict[int, list[Message]] = {}
    for guard in _guards.values():
        for order_id, reasons in guard(orders).items():
            found.setdefault(order_id, []).extend(reasons)
    return found
