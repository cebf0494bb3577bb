"""What later domains show of orders: panels on an order's page, filters of the list. Filled in their `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from polku.kernel.registry import DEFAULT_ORDER, Registry
from polku.orders.models import Order
from polku.ui.registry import Panel, Shelf


@dataclass(frozen=True)
class Filter:
    """A choice of the list: those orders for which something is to be done."""

    label: str | Promise
    narrow: Callable[[QuerySet[Order]], QuerySet[Order]]


order_panels: Shelf[Panel] = Shelf("order panels")
filters: Registry[Filter] = Registry("filters of orders")


def register_filter(key: str, one: Filter, *, order: int = DEFAULT_ORDER) -> None:
    """Let the list be narrowed so."""
    filters.register(key, one, order=order)
