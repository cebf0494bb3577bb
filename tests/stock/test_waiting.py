"""Goods came in: they are kept for the orders that wait for them, who was promised first first, and let go again."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from polku.catalogue.models import Product
from polku.eventlog.models import Event
from polku.kernel.errors import NotAllowed
from polku.orders.actions import hold_order
from polku.orders.models import Order, OrderLine
from polku.stock.actions import Receipt, count_stock, pick, receive, release, reserve_waiting
from polku.stock.checks import promises_are_kept
from polku.stock.models import Level, Location, Reservation
from polku.stock.queries.waiting import waiting
from polku.stock.web.waiting import rows
from tests.conftest import NOW, People
from tests.db.on_disk import at_once, on_disk
from tests.orders.door import Door
from tests.stock.conftest import Ask

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def three(goods: dict[str, Product], ask: Ask, people: People) -> list[Order]:
    """Orders for 2, 3 and 4 chairs while there are none; the second is promised first, the first for no day."""
    chair, lamp = goods["CHAIR"], goods["LAMP"]
    orders = [ask((chair, 2)), ask((chair, 3), (lamp, 1)), ask((chair, 4))]
    for order, day in zip(orders[1:], (1, 2), strict=True):
        Order.objects.filter(id=order.pk).update(promised_date=date(2026, 12, day))
    return orders


def come(product: Product, people: People, count: int, *codes: str) -> None:
    receive([Receipt(product.pk, Decimal(count), 7000, codes=codes)], actor=people.actor("admin"), at=NOW)


def kept() -> dict[int, Decimal]:
    """What is kept, by order."""
    found = Reservation.objects.values_list("order_line__order_id", "quantity")
    return dict(found.order_by("order_line__order_id"))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_who_was_promised_first_gets_first_and_nothing_is_oversold(
    three: list[Order], goods: dict[str, Product], people: People
) -> None:
    first, second, third = three
    admin, chair = people.actor("admin"), goods["CHAIR"]
    assert (waiting(admin), kept()) == ([], {})
    come(chair, people, 5)
    come(goods["LAMP"], people, 1, "L1")
    (of_chair, of_lamp) = waiting(admin)
    assert (of_chair.free, of_chair.order_ids) == (Decimal(5), [second.pk, third.pk, first.pk])
    assert (of_chair.served_ids, of_lamp.order_ids) == ([second.pk, third.pk], [second.pk])
    made = reserve_waiting(chair.pk, actor=admin, at=NOW)
    assert [(one.order_id, one.complete) for one in made] == [(second.pk, True), (third.pk, False)]
    assert kept() == {second.pk: Decimal(3), third.pk: Decimal(2)}
    assert [one.product for one in waiting(admin)] == [goods["LAMP"]]
    assert reserve_waiting(chair.pk, actor=admin, at=NOW) == []
    told = Event.objects.filter(kind="stock.order_reserved").order_by("id")
    assert [one.payload["order_id"] for one in told] == [second.pk, third.pk]
    assert list(promises_are_kept()) == []


def test_what_was_kept_is_let_go_again_but_not_what_is_being_picked(
    three: list[Order], goods: dict[str, Product], people: People
) -> None:
    _first, second, third = three
    admin = people.actor("admin")
    come(goods["CHAIR"], people, 5)
    made = reserve_waiting(goods["CHAIR"].pk, actor=admin, at=NOW)
    told = {line_id: part for one in made for line_id, part in one.reserved.items()}
    pick(second.pk, actor=admin, at=NOW)
    with pytest.raises(NotAllowed):
        release(told, actor=people.actor("alice"), at=NOW)
    (line,) = OrderLine.objects.filter(order=third)
    assert release({line.pk: Decimal(1)}, actor=admin, at=NOW) == [third.pk]
    assert kept() == {third.pk: Decimal(1)}
    assert release(told | {999_999: Decimal(1), line.pk: Decimal(9)}, actor=admin, at=NOW) == [third.pk]
    level = Level.objects.get(product=goods["CHAIR"])
    assert (kept(), level.on_hand, level.reserved) == ({}, Decimal(5), Decimal(3))
    assert release(told, actor=admin, at=NOW) == []
    let_go = Event.objects.filter(kind="stock.reservation_let_go")
    assert [one.payload["number"] for one in let_go] == [third.number] * 2
    assert list(promises_are_kept()) == []


def test_counts_bring_goods_too_and_held_orders_do_not_wait(
    three: list[Order], goods: dict[str, Product], people: People
) -> None:
    admin, chair = people.actor("admin"), goods["CHAIR"]
    place = Location.objects.create(key="main", name="Warehouse")
    count_stock(chair.pk, place.pk, Decimal(3), actor=admin, at=NOW)
    hold_order(three[1].pk, reason="They wait for money", actor=admin, at=NOW)
    assert [row.why for row in rows(admin, NOW)] == ["2 orders wait for Chair: 3 free."]
    assert rows(people.actor("alice"), NOW) == []
    reserve_waiting(chair.pk, actor=admin, at=NOW)
    assert kept() == {three[2].pk: Decimal(3)}
    assert rows(admin, NOW) == []


def test_the_page_says_who_waits_after_a_receipt_reserves_and_takes_it_back(
    three: list[Order], goods: dict[str, Product], people: People, client: Client
) -> None:
    client.force_login(people.admin, backend=SIGN_IN)
    client.get("/stock/receipt/")
    body = {"sku": "CHAIR", "location_id": Location.objects.get().pk, "quantity": "5", "unit_cost": "70"}
    page = text(client.post("/stock/receipt/", body, follow=True))
    assert ("3 orders wait for Chair: 5 free." in page, "Reserve for waiting orders" in page) == (True, True)
    url = f"/stock/products/{goods['CHAIR'].pk}/reservations/"
    done = text(client.post(url, follow=True))
    said = f"Reserved: {three[1].number}, {three[2].number}"
    assert (said in done, "Reserve for waiting orders" in done) == (True, False)
    assert "Nothing is left to do." in text(client.post(url, follow=True))
    (undo,) = re.findall(r'action="(/stock/reservations/undo/[^"]+)"', done)
    client.post(undo.replace("&amp;", "&"))
    assert kept() == {}
    assert client.post("/stock/reservations/undo/?kept=x:1").status_code == 404
    assert "3 orders wait for Chair: 5 free." in text(client.get("/stock/"))
    client.force_login(people.alice, backend=SIGN_IN)
    assert "Reserve for waiting orders" not in text(client.get("/stock/"))
    assert client.post(url).status_code == 403


def test_another_system_reserves_and_lets_go(
    three: list[Order], goods: dict[str, Product], people: People
) -> None:
    come(goods["CHAIR"], people, 5)
    office = Door(people.actor("admin"))
    status, made = office("POST", "/stock/reservations", {"product_id": goods["CHAIR"].pk})
    assert (status, [list(one["reserved"].values()) for one in made]) == (200, [["3"], ["2"]])
    assert [list(one["short"].values()) for one in made] == [[], ["2"]]
    quantities = made[0]["reserved"]
    assert office("POST", "/stock/reservations/undo", {"quantities": quantities}) == (
        200,
        {"order_ids": [three[1].pk]},
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_reserve_at_once_promise_nothing_twice(
    three: list[Order], goods: dict[str, Product], people: People, tmp_path: Path
) -> None:
    come(goods["CHAIR"], people, 5)
    admin, chair_id = people.actor("admin"), goods["CHAIR"].pk
    with on_disk(tmp_path):
        answers = at_once(*[lambda: reserve_waiting(chair_id, actor=admin, at=NOW)] * 4)
        assert sorted(len(one) for one in answers) == [0, 0, 0, 2]
        assert sum(kept().values()) == Decimal(5)
        assert list(promises_are_kept()) == []
