"""The warehouse's day begins with what is to be shipped."""

from __future__ import annotations

from polku.orders.actions import hold_order
from polku.stock.actions import pick, ship
from polku.stock.web.today import rows
from tests.conftest import NOW, People
from tests.stock.conftest import Ask


def test_an_order_waits_on_today_until_all_of_it_left(chairs: object, ask: Ask, people: People) -> None:
    admin = people.actor("admin")
    order, other = ask((chairs, 2)), ask((chairs, 1))
    assert [row.title.split(",")[0] for row in rows(admin, NOW)] == [order.number, other.number]
    assert rows(people.actor("alice"), NOW) == []
    ship(pick(order.id, actor=admin, at=NOW).id, actor=admin, at=NOW)
    assert [row.key for row in rows(admin, NOW)] == [f"ship-{other.id}"]
    first = ask((chairs, 1), payment_terms="pay_first")
    assert first.pk not in [int(row.key.removeprefix("ship-")) for row in rows(admin, NOW)]
    hold_order(other.id, reason="They wait for money", actor=admin, at=NOW)
    assert rows(admin, NOW) == []
