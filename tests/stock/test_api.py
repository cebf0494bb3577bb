"""Orders and stock by API: an order goes from the customer's words to the customer's hands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.catalogue.models import Product
from polku.company.actions import set_rate
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.orders.models import Order
from polku.process.logic.definition import Definition
from polku.stock.models import Level, Location, Shipment, StockMove
from tests.conftest import NOW, People
from tests.orders.door import Door

MOST = {"place": 19, "confirm": 16, "pick": 16, "ship": 26, "deliver": 12, "more of a won deal": 26}
"""Statements that a write may cost once caches are warm, with the token's and the two of the transaction."""


@pytest.fixture
def office(chairs: Product, people: People) -> Door:
    return Door(people.actor("admin"))


@pytest.fixture
def seller(chairs: Product, people: People) -> Door:
    return Door(people.actor("alice"))


def line(product: Product, quantity: object) -> dict[str, Any]:
    return {"product_id": product.pk, "quantity": quantity}


def placed(door: Door, deal: Deal, *lines: dict[str, Any]) -> int:
    status, answer = door("POST", "/orders", {"deal_id": deal.pk, "lines": list(lines)})
    assert status == 201, answer
    return int(answer["id"])


def test_an_order_goes_from_words_to_hands(office: Door, chairs: Product, deal: Deal) -> None:
    order_id = placed(office, deal, line(chairs, "2.5"))
    status, order = office("POST", f"/orders/{order_id}/confirmations")
    assert (status, order["state"], order["gross_minor"]) == (200, "confirmed", 31375)
    status, shipment = office("POST", f"/orders/{order_id}/shipments", {})
    assert (status, shipment["state"]) == (201, "picking")
    path = f"/shipments/{shipment['id']}"
    assert office("POST", f"{path}/packings")[1]["state"] == "packed"
    shipped = office("POST", f"{path}/departures", {"carrier": "Posti", "tracking": "JJFI1"})[1]
    assert (shipped["state"], shipped["carrier"], shipped["tracking"]) == ("shipped", "Posti", "JJFI1")
    assert office("POST", f"{path}/arrivals", {"received_by": "Dora"})[1]["received_by"] == "Dora"
    read = office("GET", f"/orders/{order_id}")[1]
    assert (read["shipped"], read["delivered"], read["billed"], read["lines"][0]["delivered"]) == (
        "1",
        "1",
        "0",
        "2.5",
    )
    lines = office("GET", path)[1]["lines"]
    assert [(one["quantity"], one["codes"]) for one in lines] == [("2.5", [])]
    level = office("GET", f"/stock/levels?product_id={chairs.pk}")[1]["items"][0]
    assert (level["on_hand"], level["reserved"], level["free"]) == ("17.5", "0", "17.5")


def test_writes_are_cheap(
    office: Door, chairs: Product, deal: Deal, people: People, eight_stage: Definition
) -> None:
    def cycle() -> dict[str, list[str]]:
        fresh = open_deal(NewDeal(title="Chairs", company="Dora Oy"), actor=people.actor("admin"), at=NOW)
        lines = [line(chairs, 1), line(chairs, 2)]
        place, _ = office.statements("POST", "/orders", {"deal_id": fresh.pk, "lines": lines})
        more, order = office.statements("POST", "/orders", {"deal_id": deal.pk, "lines": lines})
        confirm, _ = office.statements("POST", f"/orders/{order['id']}/confirmations")
        pick, shipment = office.statements("POST", f"/orders/{order['id']}/shipments", {})
        ship, _ = office.statements("POST", f"/shipments/{shipment['id']}/departures", {})
        deliver, _ = office.statements("POST", f"/shipments/{shipment['id']}/arrivals", {})
        told = {"place": place, "confirm": confirm, "pick": pick, "ship": ship, "deliver": deliver}
        return told | {"more of a won deal": more}

    cycle()
    cycle()
    told = {name: len(found) for name, found in cycle().items()}
    assert {name: number for name, number in told.items() if number > MOST[name]} == {}


def test_one_key_takes_one_order(office: Door, chairs: Product, deal: Deal) -> None:
    body = {"deal_id": deal.pk, "lines": [line(chairs, 1)]}
    first, again = office("POST", "/orders", body, "k1"), office("POST", "/orders", body, "k1")
    assert (first[0], first, Order.objects.count()) == (201, again, 1)
    assert office("POST", "/orders", body | {"note": "Other"}, "k1")[1]["code"] == "idempotency_mismatch"
    order_id = first[1]["id"]
    office("POST", f"/orders/{order_id}/confirmations")
    for _ in range(2):
        assert office("POST", f"/orders/{order_id}/shipments", {}, "k2")[0] == 201
    assert Shipment.objects.count() == 1


def test_what_is_short_waits_until_goods_come_in(office: Door, chairs: Product, deal: Deal) -> None:
    order_id = placed(office, deal, line(chairs, 25))
    office("POST", f"/orders/{order_id}/confirmations")
    answer = office("POST", f"/orders/{order_id}/reservations")[1]
    assert (answer["reserved"], list(answer["short"].values())) == ({}, ["5"])
    rows = {"rows": [{"product_id": chairs.pk, "quantity": 4, "unit_cost_minor": 7500}]}
    status, moves = office("POST", "/stock/receipts", rows)
    assert (status, [one["value_minor"] for one in moves]) == (201, [30000])
    answer = office("POST", f"/orders/{order_id}/reservations")[1]
    assert [list(answer[name].values()) for name in ("reserved", "short")] == [["4"], ["1"]]


def test_stock_is_counted_and_moved(office: Door, seller: Door, chairs: Product) -> None:
    level = Level.objects.get()
    back = Location.objects.create(key="back", name="Back room")
    count = {"product_id": chairs.pk, "location_id": level.location_id, "counted": 18}
    assert seller("POST", "/stock/counts", count)[0] == 403
    assert office("POST", "/stock/counts", count)[1]["move"]["quantity"] == "2"
    assert office("POST", "/stock/counts", count)[1] == {"move": None}
    move = {"product_id": chairs.pk, "from_location_id": level.location_id, "to_location_id": back.pk}
    assert office("POST", "/stock/transfers", move | {"quantity": 3})[0] == 201
    assert office("POST", "/stock/transfers", move | {"quantity": 30})[0] == 409
    places = seller("GET", "/stock/locations")[1]
    assert [one["key"] for one in places] == ["main", "back"]
    levels = seller("GET", "/stock/levels?limit=1")[1]
    assert (levels["items"][0]["on_hand"], levels["next"] is None) == ("3", False)


def test_serial_numbers_are_named_when_they_come_and_go(
    office: Door, goods: dict[str, Product], deal: Deal
) -> None:
    lamp = goods["LAMP"]
    row = {"product_id": lamp.pk, "quantity": 2, "unit_cost_minor": 1000}
    assert office("POST", "/stock/receipts", {"rows": [row]})[1]["field"] == "0.codes"
    assert office("POST", "/stock/receipts", {"rows": [row | {"codes": ["L1", "L2"]}]})[0] == 201
    order_id = placed(office, deal, line(lamp, 1))
    office("POST", f"/orders/{order_id}/confirmations")
    shipment = office("POST", f"/orders/{order_id}/shipments", {})[1]
    path = f"/shipments/{shipment['id']}"
    line_id = office("GET", path)[1]["lines"][0]["order_line_id"]
    assert office("POST", f"{path}/departures", {})[1]["field"] == f"codes.{line_id}"
    assert office("POST", f"{path}/departures", {"codes": {str(line_id): ["L2"]}})[0] == 200
    assert office("GET", path)[1]["lines"][0]["codes"] == ["L2"]


def test_services_are_done_and_a_delivery_is_called_off(
    office: Door, goods: dict[str, Product], chairs: Product, deal: Deal
) -> None:
    order_id = placed(office, deal, line(goods["FIT"], 3), line(chairs, 1))
    office("POST", f"/orders/{order_id}/confirmations")
    line_id = office("GET", f"/orders/{order_id}")[1]["lines"][0]["id"]
    done = office("POST", f"/orders/{order_id}/services", {"quantities": {str(line_id): 2}})
    assert (done[0], done[1]["state"], done[1]["service"]) == (201, "delivered", True)
    assert office("POST", f"/orders/{order_id}/services", {"quantities": {str(line_id): 2}})[0] == 422
    shipment = office("POST", f"/orders/{order_id}/shipments", {})[1]
    assert office("POST", f"/shipments/{shipment['id']}/cancellations")[1]["state"] == "canceled"
    found = office("GET", f"/shipments?order_id={order_id}&state=canceled")[1]["items"]
    assert [one["id"] for one in found] == [shipment["id"]]
    assert office("GET", "/shipments/999999")[0] == 404


def test_what_stock_is_worth_is_for_who_may_see_it(people: People, office: Door, chairs: Product) -> None:
    rows = {"rows": [{"product_id": chairs.pk, "quantity": 1, "unit_cost_minor": 7500}]}
    assert office("POST", "/stock/receipts", rows)[1][0]["value_minor"] == 7500
    house = Door(people.actor("alice"))
    assert house("POST", "/stock/receipts", rows)[0] == 403


def test_a_cost_is_told_by_who_may_see_it_and_else_the_card_knows_it(people: People, chairs: Product) -> None:
    wanda = add_user(
        email="wanda@x.org", name="Wanda", role="warehouse", teams=[people.helsinki.id], actor=SYSTEM, at=NOW
    )
    house = Door(actor_of(wanda, Via.API))
    row = {"product_id": chairs.pk, "quantity": 2}
    told = house("POST", "/stock/receipts", {"rows": [row | {"unit_cost_minor": 0}]})
    assert (told[0], told[1]["rule"]) == (403, "stock.cost")
    set_rate(
        currency="USD", from_date=date(2026, 1, 1), rate=Decimal("0.5"), actor_id=None, via=Via.WEB, at=NOW
    )
    for currency, worth in (("EUR", 20_000), ("USD", 10_000)):
        Product.objects.update(cost_minor=10_000, cost_currency=currency, recorded_at=NOW)
        house("POST", "/stock/receipts", {"rows": [row]})
        assert StockMove.objects.order_by("-id")[0].value_minor == worth
