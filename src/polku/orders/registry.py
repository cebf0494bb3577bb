"""What later domains show of orders: panels of an order's page, filters of the list, what is to be done next.

Filled in their `apps.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from polku.access.logic import Actor
from polku.kernel.registry import DEFAULT_ORDER, Registry
from polku.orders.models import Order
from polku.orders.queries import OrderProgress
from polku.quotes.following import Step
from polku.ui.registry import Panel, Shelf


@dataclass(frozen=True)
class Filter:
    """A choice of the list: those orders for which something is to be done."""

    label: str | Promise
    narrow: Callable[[QuerySet[Order]], QuerySet[Order]]


@dataclass(frozen=True)
class Deed:
    """A way to settle something: a page to open (`open`), a dialog (`dialog`) or an act sent at once (`post`).

    Where it waits for another (`wait`), words only.
    """

    label: str | Promise
    url: str
    icon: str = "arrow"
    way: str = "open"
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PublicBill:
    """The bill of an order as its buyer may see it: what is to be paid, and its paper."""

    number: str
    total: str
    draw: Callable[[datetime], bytes]


Public = Callable[[OrderProgress, str], Step]
"""How far an order has come in one respect, as its buyer may see it by the token of the offer."""
Next = Callable[[Actor, OrderProgress], Deed | None]
"""What is to be done next with an order, for a person who may do it."""

order_panels: Shelf[Panel] = Shelf("order panels")
filters: Registry[Filter] = Registry("filters of orders")
next_deeds: Registry[Next] = Registry("next deeds of orders")
public_bills: Registry[Callable[[int], PublicBill | None]] = Registry(
    "bills that buyers of public forms may open"
)

public_steps: Registry[Public] = Registry("steps of an order that its buyer sees")

expected_days: Registry[Callable[[int, date], Mapping[int, date]]] = Registry(
    "days on which what is missing of the lines of an order can be there"
)


def expected_of(order: Order, on: date) -> dict[int, date]:
    """When what is missing of an order's lines can be there, by line; nothing where nobody knows or it waits."""
    found: dict[int, date] = {}
    for tell in expected_days if order.goes_on else ():
        found.update(tell(order.pk, on))
    return found


def register_filter(key: str, one: Filter, *, order: int = DEFAULT_ORDER) -> None:
    """Let the list be narrowed so."""
    filters.register(key, one, order=order)


def public_bill(order_id: int) -> PublicBill | None:
    """The bill that the buyer of an order pays before it ships; None where there is none yet."""
    return next((bill for find in public_bills if (bill := find(order_id)) is not None), None)


def next_deed(actor: Actor, one: OrderProgress) -> Deed | None:
    """The one thing to be done next with an order, as the first domain tells it."""
    return next((deed for find in next_deeds if (deed := find(actor, one)) is not None), None)
