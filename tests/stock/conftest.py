"""Chairs in stock, and orders for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from polku.process.logic.definition import Definition
from polku.stock.actions import Receipt, receive
from tests.conftest import NOW, People

Ask = Callable[..., Order]


@pytest.fixture
def goods(people: People) -> dict[str, Product]:
    """A chair, a lamp known by its serial number, paint by its lot, and an hour of fitting."""
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    rows = [
        NewProduct("CHAIR", "Chair", price=Decimal(100)),
        NewProduct("LAMP", "Lamp", tracked="serial", price=Decimal(50)),
        NewProduct("PAINT", "Paint", tracked="lot", unit="LTR", price=Decimal(20)),
        NewProduct("FIT", "Fitting", kind="service", unit="HUR", price=Decimal(60)),
    ]
    added = add_products(rows, actor=people.actor("admin"), at=NOW)
    return {one.product.sku: one.product for one in added if one.product}


@pytest.fixture
def chairs(goods: dict[str, Product], people: People) -> Product:
    """Ten chairs at 70.00 and ten at 80.01."""
    chair = goods["CHAIR"]
    receive(
        [Receipt(chair.id, Decimal(10), 7000), Receipt(chair.id, Decimal(10), 8001)],
        actor=people.actor("admin"),
        at=NOW,
    )
    return chair


@pytest.fixture
def deal(people: People, eight_stage: Definition) -> Deal:
    """Dora's company asks Alice for chairs."""
    return open_deal(
        NewDeal(title="Chairs", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id),
        actor=people.actor("alice"),
        at=NOW,
    )


@pytest.fixture
def ask(deal: Deal, people: People) -> Ask:
    """Take and confirm an order: so many of each product, or lines as told."""

    def asked(*lines: tuple[Product, int] | AskedLine, at: datetime = NOW, **more: object) -> Order:
        told = tuple(
            one if isinstance(one, AskedLine) else AskedLine(product_id=one[0].id, quantity=Decimal(one[1]))
            for one in lines
        )
        new = NewOrder(lines=told, deal_id=deal.id, **more)  # type: ignore[arg-type]
        order = place_order(new, actor=people.actor("alice"), at=at)
        (done,) = confirm_orders([order.id], actor=people.actor("alice"), at=at)
        assert done.error is None
        return Order.objects.get(id=order.id)

    return asked
