"""A deal that is ready to order, and what is ordered."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from polku.catalogue.logic.lines import AskedLine
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.orders.actions import place_order
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from polku.process.logic.definition import Definition
from tests.conftest import People

CHAIRS = AskedLine(
    description="Chair",
    sku="CH-1",
    kind="goods",
    quantity=Decimal("9.5"),
    unit_price=Decimal("124.75"),
    tax_category="S",
    tax_percent=Decimal("25.5"),
)
FITTING = AskedLine(
    description="Fitting",
    kind="service",
    unit="HUR",
    quantity=Decimal(2),
    unit_price=Decimal(60),
    tax_category="S",
    tax_percent=Decimal("25.5"),
)


@pytest.fixture
def deal(people: People, eight_stage: Definition, now: datetime) -> Deal:
    """Dora's company asks Alice for chairs."""
    return open_deal(
        NewDeal(title="Chairs", company="Dora Oy", owner_id=people.alice.id, team_id=people.helsinki.id),
        actor=people.actor("alice"),
        at=now,
    )


@pytest.fixture
def order(deal: Deal, people: People, now: datetime) -> Order:
    """What she orders: chairs and their fitting."""
    return place_order(
        NewOrder(lines=(CHAIRS, FITTING), deal_id=deal.id, channel="phone"),
        actor=people.actor("alice"),
        at=now,
    )
