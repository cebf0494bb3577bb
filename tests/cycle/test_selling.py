"""Selling at the counter: all papers in one action, or none of them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.cycle.actions.selling import Sale, sell_at_counter
from polku.cycle.queries import review
from polku.kernel.errors import Invalid, NotAllowed, Refused
from polku.orders.models import Order
from polku.orders.queries.settings import forget
from polku.payments.actions import change_rules
from polku.payments.models import Receipt
from polku.stock.actions import Receipt as Came
from polku.stock.actions import receive
from polku.stock.models import Level, Shipment, ShippedUnit
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.stock.conftest import chairs as chairs
from tests.stock.conftest import goods as goods

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


def sale(product: Product, quantity: int = 2, **more: object) -> Sale:
    return Sale((AskedLine(product_id=product.pk, quantity=Decimal(quantity)),), **more)  # type: ignore[arg-type]


def test_a_sale_is_ordered_delivered_billed_and_paid(
    chairs: Product, goods: dict[str, Product], people: People, eight_stage: object
) -> None:
    fitting = AskedLine(product_id=goods["FIT"].pk)
    lines = (AskedLine(product_id=chairs.pk, quantity=Decimal(2)), fitting)
    sold = sell_at_counter(Sale(lines, "cash", given_minor=40000), actor=people.actor("alice"), at=NOW)
    (found,) = review([Order.objects.get(id=sold.order.id)])
    assert (found.closed, found.discrepancies) == (True, ())
    assert (sold.receipt.amount_minor, sold.receipt.method) == (sold.order.gross_minor, "cash")
    assert sorted(Shipment.objects.values_list("state", "service")) == [
        ("delivered", False),
        ("delivered", True),
    ]
    assert Level.objects.get(product=chairs).on_hand == 18


def test_who_walks_in_is_one_customer(chairs: Product, people: People, eight_stage: object) -> None:
    alice = people.actor("alice")
    first = sell_at_counter(sale(chairs), actor=alice, at=NOW)
    second = sell_at_counter(sale(chairs, method="card"), actor=alice, at=NOW)
    named = sell_at_counter(sale(chairs, company="Kauppa Oy"), actor=alice, at=NOW)
    assert first.order.customer_id == second.order.customer_id != named.order.customer_id
    assert (first.order.customer.name, first.order.owner_id) == ("Walk-in customer", people.alice.id)


def test_cash_is_rounded_and_the_order_still_closed(
    goods: dict[str, Product], people: People, eight_stage: object, client: Client
) -> None:
    change_rules(cash_steps={"EUR": 5}, actor=people.actor("admin"), at=NOW)
    odd = AskedLine(product_id=goods["FIT"].pk, unit_price=Decimal("9.98"), tax_percent=Decimal("25.5"))
    sold = sell_at_counter(Sale((odd,), "cash", given_minor=1250), actor=people.actor("alice"), at=NOW)
    (found,) = review([sold.order])
    assert (sold.receipt.amount_minor, sold.receipt.handed_minor, found.closed) == (1252, 1250, True)
    client.force_login(people.alice, backend=SIGN_IN)
    typed = {
        "what": ["Fitting"],
        "quantity": ["1"],
        "unit_price": ["9.98"],
        "tax": ["25.5"],
        "method": "cash",
    }
    page = client.post("/counter/sum/", typed).content.decode()
    assert ("€12.52" in page, "€12.50" in page) == (True, True)


def test_what_cannot_be_sold_leaves_nothing_behind(
    chairs: Product, goods: dict[str, Product], people: People, eight_stage: object
) -> None:
    alice = people.actor("alice")
    with pytest.raises(Refused, match="in stock"):
        sell_at_counter(sale(chairs, 21), actor=alice, at=NOW)
    with pytest.raises(Refused, match="in stock"):
        sell_at_counter(sale(goods["LAMP"]), actor=alice, at=NOW)
    with pytest.raises(Refused, match="Less was given"):
        sell_at_counter(sale(chairs, given_minor=1), actor=alice, at=NOW)
    with pytest.raises(Invalid):
        sell_at_counter(sale(chairs, method="bank"), actor=alice, at=NOW)
    with pytest.raises(NotAllowed):
        sell_at_counter(sale(chairs), actor=replace(alice, role="marketing"), at=NOW)
    assert (Order.objects.count(), Receipt.objects.count(), Shipment.objects.count()) == (0, 0, 0)


def test_pieces_are_named_by_their_serial_numbers(
    goods: dict[str, Product], people: People, eight_stage: object, client: Client
) -> None:
    lamp, paint = goods["LAMP"], goods["PAINT"]
    came = [
        Came(lamp.pk, Decimal(3), 3000, codes=("L1", "L2", "L3")),
        Came(paint.pk, Decimal(5), 800, codes=("P7",)),
    ]
    receive(came, actor=people.actor("admin"), at=NOW)
    client.force_login(people.alice, backend=SIGN_IN)
    bought = {"what": ["LAMP", "P7", ""], "quantity": ["2", "1.5", "1"], "method": "card"}
    wrong = client.post("/counter/", bought)
    said = "“Lamp”: Name the serial number or lot of each piece."
    assert (wrong.status_code, said in wrong.content.decode()) == (422, True)
    assert client.post("/counter/", bought | {"codes": ["L1, L9", ""]}).status_code == 422
    assert client.post("/counter/", bought | {"codes": ["L1, L3", "", ""]}).status_code == 303
    sent = ShippedUnit.objects.order_by("unit__code").values_list("unit__code", "quantity")
    assert list(sent) == [("L1", 1), ("L3", 1), ("P7", Decimal("1.5"))]
    assert "62.75" in client.post("/counter/sum/", {"what": ["L2"], "quantity": ["1"]}).content.decode()
    body = {"lines": [{"product_id": lamp.pk, "codes": ["L2"]}], "method": "card"}
    assert Door(people.actor("alice"))("POST", "/counter-sales", body)[0] == 201
    assert ShippedUnit.objects.filter(unit__code="L2").count() == 1


def test_by_dialog_and_by_api(chairs: Product, people: People, eight_stage: object, client: Client) -> None:
    client.force_login(people.alice, backend=SIGN_IN)
    assert "walk-in customer" in client.get("/counter/").content.decode()
    lines = {"what": ["CHAIR – Chair", ""], "quantity": ["2", "1"]}
    sums = client.post("/counter/sum/", lines | {"method": "cash", "given": "300"}).content.decode()
    assert re.findall(r"<b>€([\d.]+)</b>", sums) == ["251.00", "49.00"]
    answer = client.post("/counter/", lines | {"method": "cash", "given": "300"})
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")
    assert client.get(f"/orders/{order.pk}/receipt/").content[:5] == b"%PDF-"
    wrong = client.post("/counter/", lines | {"method": "cash", "given": "3"})
    assert (wrong.status_code, "Less was given" in wrong.content.decode()) == (422, True)
    body = {"lines": [{"product_id": chairs.pk, "quantity": "1"}], "method": "card"}
    status, told = Door(people.actor("alice"))("POST", "/counter-sales", body)
    assert (status, told["amount_minor"]) == (201, 12550)
