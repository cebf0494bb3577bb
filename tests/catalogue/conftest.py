"""A company that sells chairs and advice; people of each role."""

from datetime import datetime
from decimal import Decimal

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM, Actor
from polku.access.models import User
from polku.access.queries import actor_of
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import PriceList, Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.eventlog.events import Via
from polku.kernel.money import Money
from tests.conftest import NOW, People


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.fixture
def goods(people: People) -> dict[str, Product]:
    """A chair, a desk and advice by the hour, with usual prices and costs, sold by a company in Finland."""
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    rows = [
        NewProduct(
            "CHAIR",
            {"en": "Chair", "fi": "Tuoli"},
            group="seats",
            price=Decimal(100),
            cost=Money(7000, "EUR"),
        ),
        NewProduct("DESK", "Desk", price=Decimal("249.90"), cost=Money(20000, "EUR")),
        NewProduct(
            "ADVICE", "Advice", kind="service", unit="HUR", price=Decimal(80), cost=Money(1000, "EUR")
        ),
    ]
    made = add_products(rows, actor=SYSTEM, at=NOW)
    assert [one.error for one in made] == [None] * 3
    return {one.product.sku: one.product for one in made if one.product}


@pytest.fixture
def usual(goods: dict[str, Product]) -> PriceList:
    return PriceList.objects.get(key="standard-eur")


def user_of(role: str, people: People) -> User:
    return add_user(
        email=f"{role}@example.org", name=role, role=role, teams=[people.helsinki.pk], actor=SYSTEM, at=NOW
    )


@pytest.fixture
def alice(people: People) -> Actor:
    return people.actor("alice")


@pytest.fixture
def finance_user(people: People) -> User:
    return user_of("finance", people)


@pytest.fixture
def finance(finance_user: User) -> Actor:
    return actor_of(finance_user, Via.WEB)
