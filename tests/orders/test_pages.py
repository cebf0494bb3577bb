"""The pages of orders: what they say, how orders are taken and changed there."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_product
from polku.catalogue.logic.products import NewProduct
from polku.deals.models import Deal
from polku.orders.actions import confirm_orders
from polku.orders.checks import sums_equal_lines
from polku.orders.models import Order, OrderChange, OrderLine, OrderTrouble
from polku.search.queries import find
from tests.conftest import NOW, People

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def alice(people: People, client: Client) -> Client:
    client.force_login(people.alice, backend=SIGN_IN)
    return client


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def head(**more: object) -> dict[str, object]:
    return {"channel": "phone", "payment_terms": "due_date", "currency": "EUR"} | more


def test_the_list_finds_narrows_and_exports(alice: Client, order: Order) -> None:
    assert f">{order.number}</a>" in text(alice.get("/orders/"))
    assert f">{order.number}</a>" in text(alice.get("/orders/?q=dora&which=placed"))
    for query in ("?which=held", "?which=confirmed", "?which=to_ship", "?which=trouble", "?q=nobody"):
        assert "No order fits" in text(alice.get(f"/orders/{query}"))
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    assert f">{order.number}</a>" in text(alice.get("/orders/?which=to_ship"))


def test_an_order_is_taken_of_a_deal(alice: Client, deal: Deal) -> None:
    assert "Dora Oy" in text(alice.get(f"/orders/new/?deal={deal.pk}"))
    lines = {"what": ["Chair", "", "Fitting"], "quantity": ["2", "", ""], "unit_price": ["124,75", "", "60"]}
    body = head(deal_id=deal.pk, tax=["25,5", "", "25.5"], city="Oulu", **lines)
    answer = alice.post("/orders/new/", body)
    order = Order.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{order.pk}/")
    assert (order.net_minor, order.delivery["city"], order.lines.count()) == (24950 + 6000, "Oulu", 2)


def test_an_order_is_counted_while_it_is_typed(alice: Client, deal: Deal) -> None:
    lines = {"what": ["Chair", "", "Table"], "quantity": ["2", "", ""], "unit_price": ["124,75", "", "five"]}
    body = head(deal_id=deal.pk, tax=["25,5", "", ""], **lines)
    shown = text(alice.post("/orders/new/counting/", body))
    for said in (
        "€249.50",
        "€63.62",
        "€313.12",
        'data-unit-price="124.75"',
        "Line 2: “five” is not a number.",
    ):
        assert said in shown, said
    named = alice.post("/orders/new/counting/", head(company="dora oy", what="Chair", unit_price="5"))
    assert ("€5.00" in text(named), Order.objects.count()) == (True, 0)
    assert "data-sum" not in text(alice.post("/orders/new/counting/", head(what="")))


def test_what_is_wrong_is_said_with_its_line(alice: Client, deal: Deal) -> None:
    body = head(deal_id=deal.pk, what=["Chair", "Table"], unit_price=["5", "five"])
    answer = alice.post("/orders/new/", body)
    assert answer.status_code == 422
    assert "Line 2: “five” is not a number." in text(answer)
    assert 'value="Table"' in text(answer)
    assert "Say who orders" in text(alice.post("/orders/new/", head(what="Chair", unit_price="5")))
    assert alice.post("/orders/new/", head(deal_id="999999", what="Chair")).status_code == 404


def test_a_product_is_known_by_its_name_or_number_alone(alice: Client, deal: Deal) -> None:
    for sku, name in (("AAVA-PRO", "Aava Pro"), ("LAMP-1", "Lamp"), ("LAMP-2", "lamp")):
        add_product(NewProduct(sku, name), actor=SYSTEM, at=NOW)
    body = head(deal_id=deal.pk, what=[" aava pro ", "aava-pro"], unit_price=["5", "6"], tax=["0", "0"])
    assert alice.post("/orders/new/", body).status_code == 303
    lines = OrderLine.objects.values_list("sku", "description", "unit_price")
    assert [*lines] == [("AAVA-PRO", "Aava Pro", 5), ("AAVA-PRO", "Aava Pro", 6)]
    shown = text(alice.post("/orders/new/", head(deal_id=deal.pk, what=["Lamp"], unit_price=["5"])))
    assert "Line 1: several products are called so: LAMP-1, LAMP-2." in shown


def test_at_the_counter_a_deal_is_opened(alice: Client, eight_stage: object) -> None:
    body = head(channel="counter", company="Kauppa Oy", what="Chair", unit_price="5")
    assert alice.post("/orders/new/", body).status_code == 303
    assert Order.objects.get().customer.name == "Kauppa Oy"


def test_the_page_says_all_of_an_order(alice: Client, order: Order) -> None:
    page = text(alice.get(f"/orders/{order.pk}/"))
    for words in ("To be confirmed", "Chair", "Fitting", "Confirm the order", "0 / 9.5", "took the order"):
        assert words in page
    assert order.number in text(alice.get(f"/deals/{order.deal_id}/"))
    assert order.number in text(alice.get(f"/customers/{order.customer_id}/"))


def test_an_order_is_confirmed_and_changed_with_a_reason(alice: Client, order: Order) -> None:
    assert alice.post(f"/orders/{order.pk}/confirmation/").status_code == 303
    path = f"/orders/{order.pk}/lines/"
    assert 'value="9.5"' in text(alice.get(path))
    chairs, fitting = order.lines.order_by("position")
    body = {
        "line_id": [chairs.pk, fitting.pk, ""],
        "what": ["Chair", "Fitting", "Table"],
        "quantity": ["4", "", "1"],
        "unit_price": ["", "", "10"],
        "version": 1,
    }
    assert alice.post(path, body | {"reason": ""}).status_code == 422
    assert alice.post(path, body | {"reason": "They shrank"}).status_code == 303
    lines = OrderLine.objects.order_by("position").values_list("id", "quantity", "description")
    assert [(int(quantity), words) for _, quantity, words in lines] == [(4, "Chair"), (1, "Table")]
    assert lines[0][0] == chairs.pk
    assert OrderChange.objects.get().reason == "They shrank"
    assert "They shrank" in text(alice.get(f"/orders/{order.pk}/"))


def test_acts_ask_for_their_reason(alice: Client, people: People, order: Order) -> None:
    boss = Client()
    boss.force_login(people.admin, backend=SIGN_IN)
    path = f"/orders/{order.pk}"
    assert alice.get(f"{path}/hold/").status_code == 403
    assert boss.post(f"{path}/hold/", {"reason": ""}).status_code == 422
    assert boss.post(f"{path}/hold/", {"reason": "Unpaid bills"}).status_code == 303
    assert "Unpaid bills" in text(alice.get(f"{path}/"))
    assert boss.post(f"{path}/release/").status_code == 303
    line = order.lines.order_by("position")[0]
    assert alice.post(f"/order-lines/{line.pk}/waiver/", {"quantity": "10"}).status_code == 422
    assert alice.post(f"/order-lines/{line.pk}/waiver/", {"quantity": "1,5"}).status_code == 303
    assert alice.post(f"{path}/trouble/", {"kind": "damaged", "text": "A leg"}).status_code == 303
    trouble = OrderTrouble.objects.get()
    settled = {"settled": "recreate", "reason": "Send one"}
    assert alice.post(f"/order-troubles/{trouble.pk}/settlement/", settled).status_code == 303
    assert alice.post(f"{path}/cancellation/", {"reason": "No money"}).status_code == 303
    assert "No money" in text(alice.get(f"{path}/"))


def test_orders_are_found_by_number_and_customer(order: Order, people: People) -> None:
    for words in (order.number, "dora"):
        found = find(people.actor("alice"), words, only=["order"])
        assert [one.row_id for one in found] == [order.pk]


def test_the_check_names_an_order_whose_sums_are_wrong(order: Order) -> None:
    assert list(sums_equal_lines()) == []
    Order.objects.update(net_minor=1, gross_minor=order.tax_minor + 1)
    assert list(sums_equal_lines()) == [f"the sums of the order {order.number} differ from its lines"]
