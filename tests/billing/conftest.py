"""Chairs that were shipped, and the people who bill them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from polku.access.logic import Actor
from polku.billing.actions import draft_from_shipped, issue
from polku.billing.models import Invoice
from polku.catalogue.models import Product
from polku.orders.models import Order
from polku.stock.actions import pick, ship
from tests.conftest import NOW, People
from tests.stock.conftest import Ask, ask, chairs, deal, goods

__all__ = ["ask", "chairs", "deal", "goods"]

Bill = Callable[..., Invoice]


@pytest.fixture
def admin(people: People) -> Actor:
    """Who may do everything."""
    return people.actor("admin")


def send_out(order: Order, actor: Actor, **quantities: int) -> None:
    """Ship all that is kept, or so much of the first line."""
    wanted = None
    if quantities:
        wanted = {order.lines.order_by("position")[0].id: Decimal(quantities["first"])}
    ship(pick(order.id, quantities=wanted, actor=actor, at=NOW).id, actor=actor, at=NOW)


@pytest.fixture
def shipped(chairs: Product, ask: Ask, admin: Actor) -> Order:
    """Three chairs of an order left the house."""
    order = ask((chairs, 3))
    send_out(order, admin)
    return order


@pytest.fixture
def bill(admin: Actor) -> Bill:
    """Prepare and issue the invoice of what was shipped of an order."""

    def billed(order: Order) -> Invoice:
        (made,) = draft_from_shipped([order.id], actor=admin, at=NOW)
        assert made.invoice is not None, made.error
        (done,) = issue([made.invoice.id], actor=admin, at=NOW)
        assert done.error is None
        return Invoice.objects.get(id=made.invoice.id)

    return billed
