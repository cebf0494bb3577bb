"""The whole cycle of one customer by API: so many requests, so many statements, on both engines.

Each request has a key of its own, as a careful program sends it; the answer that is kept counts too.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from benchmarks.selling import REQUESTS, sell
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM
from polku.access.models import IdempotentAnswer
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.company.models import Company
from polku.company.queries import forget
from polku.cycle.queries.reviewing import review
from polku.orders.models import Order
from polku.stock.actions import Receipt, receive
from tests.conftest import NOW, People, make_people
from tests.orders.door import Door

STATEMENTS_MAX = 150
WRITE_MAX = 22
"""Of one request, with the question whose token it is; a bill that is issued at once takes most."""
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
WIDTH = 200

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    return make_people()


@pytest.fixture
def products(people: People, eight_stage: object) -> tuple[int, int]:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    new = [NewProduct("CHAIR", "Chair", price=Decimal(100)), NewProduct("DESK", "Desk", price=Decimal(250))]
    admin = people.actor("admin")
    chair, desk = [one.product.id for one in add_products(new, actor=admin, at=NOW) if one.product]
    receive([Receipt(one, Decimal(100), 7000) for one in (chair, desk)], actor=admin, at=NOW)
    return chair, desk


class Counting:
    """A door that counts the statements of each request."""

    def __init__(self, door: Door, name: str) -> None:
        self.door, self.name, self.told = door, name, list[tuple[str, list[str]]]()

    def __call__(self, method: str, path: str, body: Any) -> Any:
        with CaptureQueriesContext(connection) as seen:
            status, answer = self.door(method, path, body, f"{self.name}-{len(self.told)}")
        assert status < 300, (path, answer)
        name = f"{method} {re.sub('[0-9]+', '#', path)}"
        asked = [one["sql"] for one in seen.captured_queries]
        self.told.append((name, [one for one in asked if not one.startswith(FRAME)]))
        return answer

    def counts(self) -> dict[str, int]:
        return {name: len(statements) for name, statements in self.told}

    def __str__(self) -> str:
        """What was asked, request by request."""
        return "\n".join(
            f"{len(statements):4} {name}\n" + "".join(f"        {one[:WIDTH]}\n" for one in statements)
            for name, statements in self.told
        )


def test_a_cycle_takes_few_statements(people: People, products: tuple[int, int]) -> None:
    door = Door(people.actor("admin"))
    for name in ("first", "second"):
        sell(Counting(door, name), name, products)
    counting = Counting(door, "third")
    order = sell(counting, "third", products)
    assert [order[name] for name in ("shipped", "delivered", "billed", "paid")] == ["1"] * 4
    (found,) = review([Order.objects.get(id=order["id"])])
    assert (found.closed, found.discrepancies) == (True, ())
    counts = counting.counts()
    print(counting, sum(counts.values()))
    assert len(counting.told) == REQUESTS <= 19
    assert IdempotentAnswer.objects.filter(key__startswith="third-").count() == REQUESTS - 1
    assert sum(counts.values()) <= STATEMENTS_MAX
    assert max(counts.values()) <= WRITE_MAX
