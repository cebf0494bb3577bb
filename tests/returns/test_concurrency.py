"""Many clients at the same moment, on both engines: ten arrived, so ten come back, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.kernel.errors import DomainError
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import NewOrder
from polku.returns import checks
from polku.returns.actions import request_returns
from polku.returns.models import Return, ReturnLine, ReturnTally
from polku.stock.models import Shipment, ShipmentLine
from tests.conftest import NOW, People, make_people
from tests.db.on_disk import at_once, on_disk
from tests.returns.conftest import wish

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, EACH, ARRIVED = 6, 4, 10


@pytest.fixture
def people(transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    with on_disk(tmp_path):
        yield make_people()


def test_more_ask_than_arrived_and_as_many_get_it(people: People, eight_stage: Any) -> None:
    admin = people.actor("admin")
    deal = open_deal(NewDeal(title="Chairs", company="Puu Oy"), actor=admin, at=NOW)
    line = AskedLine(
        description="Chair", kind="goods", quantity=Decimal(ARRIVED), unit_price=Decimal(100),
        tax_category="S", tax_percent=Decimal("25.5"),
    )  # fmt: skip
    order = place_order(NewOrder(lines=(line,), deal_id=deal.id), actor=admin, at=NOW)
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    shipment = Shipment.objects.create(
        number="D-1", order=order, state="delivered", made_at=NOW, shipped_at=NOW, delivered_at=NOW
    )
    ShipmentLine.objects.create(shipment=shipment, order_line=order.lines.get(), quantity=Decimal(ARRIVED))

    def client() -> int:
        done = 0
        for _ in range(EACH):
            (answer,) = request_returns([wish(order, 1)], actor=admin, at=NOW)
            if answer.error is not None and not isinstance(answer.error, DomainError):
                raise answer.error
            done += answer.error is None
        return done

    assert sum(at_once(*[client] * CLIENTS)) == ARRIVED
    assert (Return.objects.count(), ReturnLine.objects.count()) == (ARRIVED, ARRIVED)
    assert ReturnTally.objects.get().taken == ARRIVED
    assert [*checks.no_more_back_than_arrived()] == []
    numbers = sorted(Return.objects.values_list("number", flat=True))
    assert numbers == [f"RT-2026-{n:04}" for n in range(1, ARRIVED + 1)]
