"""The cycle by API: what is left open, and of one order all of it."""

from __future__ import annotations

from polku.orders.models import Order
from tests.conftest import People
from tests.orders.conftest import deal as deal
from tests.orders.conftest import order as order
from tests.orders.door import Door


def test_what_is_left_open_is_summed_listed_and_told_of_one_order(order: Order, people: People) -> None:
    alice = Door(people.actor("alice"))
    told = alice("GET", "/cycle")[1]
    assert (told["orders"], told["closed"], sorted(told["kinds"])) == (
        1,
        0,
        ["not_confirmed", "not_delivered"],
    )
    listed = alice("GET", "/cycle/discrepancies?kind=not_delivered")[1]
    assert [(one["number"], one["action"]) for one in listed["items"]] == [(order.number, "deliver")]
    assert alice("GET", f"/cycle/discrepancies?after={order.id}.9999")[1] == {"items": [], "next": None}
    one = alice("GET", f"/orders/{order.id}/cycle")[1]
    assert (one["closed"], one["ordered_minor"], one["paid_minor"]) == (False, order.gross_minor, 0)
    assert [(line["ordered"], line["billed"]) for line in one["lines"]] == [("9.5", "0"), ("2", "0")]


def test_nobody_sees_the_orders_of_others(order: Order, people: People) -> None:
    charlie = Door(people.actor("charlie"))
    assert charlie("GET", "/cycle")[1]["orders"] == 0
    assert charlie("GET", f"/orders/{order.id}/cycle")[0] == 404
    assert charlie("GET", "/cycle/discrepancies?kind=none")[0] == 422
