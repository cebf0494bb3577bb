"""How far orders have come, as later domains know it: shipped, delivered, billed by line; billed, paid by order.

What is shipped may be billed; it is delivered once it arrived. A service is both at the same moment.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Case, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from polku.db.fields import ExactField
from polku.db.lists import among
from polku.orders.models import OrderLine

ByOrder = Callable[[Sequence[int]], Mapping[int, int]]
NOTHING = Value(Decimal(0), output_field=ExactField())


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


_by_line: dict[Step, Coalesce] = {}
_by_order: dict[Sum, ByOrder] = {}
_given_back: dict[str, Coalesce | Value] = {}
_away: list[Coalesce] = []


def summed(
    rows: QuerySet[Any], what: str | Case | Coalesce = "quantity", *, by: str = "order_line"
) -> Coalesce:
    """The sum over those rows that point to a line of an order: `rows` are filtered by `OuterRef("pk")`."""
    found = rows.order_by().values(by).annotate(total=models.Sum(what)).values("total")
    return Coalesce(Subquery(found, output_field=ExactField()), NOTHING)


def register_lines(step: Step, quantity: Coalesce) -> None:
    """Tell how much of a line is so far, as `summed` spells it out: so all steps are asked in one statement."""
    _by_line[step] = quantity


def register_sums(total: Sum, load: ByOrder) -> None:
    """Tell how much of each order is so far: `load(order ids) -> {order id: minor units}`."""
    _by_order[total] = load


def register_given_back(net_minor: Coalesce, lowered: Coalesce) -> None:
    """Tell what was given back of a line at another price than its own, without tax, and how many goods were."""
    _given_back.update(given_back_minor=net_minor, lowered=lowered)


def given_back() -> Mapping[str, Coalesce | Value]:
    """What was given back of a line at another price than its own: amounts, and goods of a price lowered before.

    `given_back_minor` is without tax, in minor units; `lowered` is how many goods; 0 where no domain tells.
    """
    none = {"given_back_minor": Value(0, output_field=models.BigIntegerField()), "lowered": NOTHING}
    return none | _given_back


def register_away(quantity: Coalesce) -> None:
    """Tell how much of what left by a line the customer has no more, as `summed` spells it out."""
    _away.append(quantity)


def away() -> Coalesce | Value:
    """How much of what left by a line the customer has no more, but for what was made up for; 0 if no domain tells."""
    return _away[-1] if _away else NOTHING


def so_far(lines: QuerySet[OrderLine], *steps: Step) -> QuerySet[Any]:
    """These lines with how much of each is so far, named after the step; 0 where no domain tells."""
    return lines.annotate(**{step.value: _by_line.get(step, NOTHING) for step in steps})


def lines(step: Step, order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """How much of each line of these orders."""
    if not order_ids:
        return {}
    rows = OrderLine.objects.filter(order_id__in=among(order_ids))
    return dict(so_far(rows, step).values_list("id", step.value))


def sums(total: Sum, order_ids: Sequence[int]) -> Mapping[int, int]:
    """How much of each of these orders, in minor units of its currency."""
    load = _by_order.get(total)
    return load(order_ids) if load and order_ids else {}
