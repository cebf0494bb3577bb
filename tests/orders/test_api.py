"""Orders by API: taken, changed under control, held, called off, mended."""

from __future__ import annotations

from typing import Any

import pytest

from polku.orders.models import Order
from tests.conftest import People
from tests.orders.door import Door

CHAIR = {
    "description": "Chair",
    "kind": "goods",
    "quantity": 9.5,
    "unit_price": "124.75",
    "tax_category": "S",
    "tax_percent": 25.5,
}


@pytest.fixture
def alice(people: People) -> Door:
    return Door(people.actor("alice"))


@pytest.fixture
def office(people: People) -> Door:
    return Door(people.actor("admin"))


def test_an_order_without_a_deal_opens_one(alice: Door, eight_stage: object) -> None:
    body = {"lines": [CHAIR], "buyer": {"company": "Kauppa Oy", "title": "Counter"}, "channel": "counter"}
    status, answer = alice("POST", "/orders", body | {"delivery": {"city": "Oulu", "country": "FI"}})
    assert (status, answer["net_minor"], answer["channel"]) == (201, 118513, "counter")
    assert answer["delivery"] == {"name": "Kauppa Oy", "city": "Oulu", "country": "FI"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lines": []}, 422),
        ({"lines": [CHAIR | {"quantity": 0}]}, 422),
        ({"lines": [CHAIR | {"quantity": "1e400"}]}, 422),
        ({"lines": "none"}, 422),
        ({"due_days": 366}, 422),
        ({"payment_terms": "never"}, 422),
        ({"billing": {"planet": "Mars"}}, 422),
        ({"deal_id": 999999}, 404),
    ],
)
def test_what_cannot_be_is_refused(alice: Door, order: Order, change: dict[str, Any], status: int) -> None:
    body = {"deal_id": order.deal_id, "lines": [CHAIR]} | change
    assert alice("POST", "/orders", body)[0] == status
    assert Order.objects.count() == 1


def test_orders_are_listed_with_how_far_they_came(alice: Door, order: Order, people: People) -> None:
    found = alice("GET", f"/orders?deal_id={order.deal_id}&held=false")[1]["items"]
    assert [(one["number"], one["delivered"], one["paid"]) for one in found] == [(order.number, "0", "0")]
    assert alice("GET", "/orders?held=true")[1]["items"] == []
    other = Door(people.actor("charlie"))
    assert other("GET", "/orders")[1]["items"] == []
    assert other("GET", f"/orders/{order.pk}")[0] == 404


def test_a_confirmed_order_is_changed_with_a_reason(alice: Door, order: Order) -> None:
    path = f"/orders/{order.pk}"
    chairs, _ = alice("GET", path)[1]["lines"]
    lines = [{"line_id": chairs["id"], "quantity": 4}]
    assert alice("PUT", f"{path}/lines", {"lines": lines, "version": 1})[1]["net_minor"] == 49900
    assert alice("POST", f"{path}/confirmations")[1]["state"] == "confirmed"
    again = {"lines": [{"line_id": chairs["id"], "quantity": 5}], "version": 1}
    assert alice("PUT", f"{path}/lines", again)[1]["field"] == "reason"
    assert alice("PUT", f"{path}/lines", again | {"reason": "They grew"})[1]["version"] == 2
    assert alice("PUT", f"{path}/lines", again | {"reason": "Late"})[1]["code"] == "changed_meanwhile"


def test_an_order_is_held_released_and_called_off(alice: Door, office: Door, order: Order) -> None:
    path = f"/orders/{order.pk}"
    assert alice("POST", f"{path}/holds", {"reason": "Unpaid"})[0] == 403
    assert office("POST", f"{path}/holds", {"reason": "Unpaid"})[1]["held_reason"] == "Unpaid"
    assert office("POST", f"{path}/releases")[1]["held_at"] is None
    assert alice("POST", f"{path}/cancellations", {"reason": " "})[0] == 422
    assert alice("POST", f"{path}/cancellations", {"reason": "No money"})[1]["state"] == "canceled"
    assert alice("POST", f"{path}/confirmations")[0] == 409


def test_what_went_wrong_is_noted_and_settled(alice: Door, order: Order) -> None:
    line_id = alice("GET", f"/orders/{order.pk}")[1]["lines"][0]["id"]
    waived = alice("POST", f"/order-lines/{line_id}/waivers", {"quantity": "1.5", "reason": "Sold out"})
    assert (waived[0], waived[1]["id"]) == (200, order.pk)
    status, trouble = alice("POST", f"/orders/{order.pk}/troubles", {"kind": "damaged", "text": "A leg"})
    assert (status, trouble["settled"]) == (201, "")
    settle = f"/order-troubles/{trouble['id']}/settlements"
    assert alice("POST", settle, {"settled": "recreate", "reason": "Send one"})[1]["settled"] == "recreate"
    assert alice("POST", settle, {"settled": "ignore", "reason": "Or not"})[0] == 409
    read = alice("GET", f"/orders/{order.pk}")[1]
    assert (read["lines"][0]["waived_quantity"], len(read["troubles"])) == ("1.5", 2)
