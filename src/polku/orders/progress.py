"""How far orders have come, as later domains know it: shipped, delivered, billed by line; billed, paid by order.

What is shipped may be billed; it is delivered once it arrived. A service is both at the same moment.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

ByLine = Callable[[Sequence[int]], Mapping[int, Decimal]]
ByOrder = Callable[[Sequence[int]], Mapping[int, int]]


class Step(StrEnum):
    """What is counted: quantities of lines, or minor units of the order's currency."""

    RESERVED = "reserved"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    BILLED = "billed"


class Sum(StrEnum):
    """Amounts of an order in its currency, minor units."""

    BILLED = "billed"
    PAID = "paid"


_by_line: dict[Step, ByLine] = {}
_by_order: dict[Sum, ByOrder] = {}


def register_lines(step: Step, load: ByLine) -> None:
    """Tell how much of each line is so far: `load(order ids) -> {line id: quantity}`."""
    _by_line[step] = load


def register_sums(total: Sum, load: ByOrder) -> None:
    """Tell how much of each order is so far: `load(order ids) -> {order id: minor units}`."""
    _by_order[total] = load


def lines(step: Step, order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """How much of each line of these orders; nothing where no domain tells."""
    load = _by_line.get(step)
    return load(order_ids) if load and order_ids else {}


def sums(total: Sum, order_ids: Sequence[int]) -> Mapping[int, int]:
    """How much of each of these orders, in minor units of its currency."""
    load = _by_order.get(total)
    return load(order_ids) if load and order_ids else {}
