"""The pages of stock and deliveries, and what `polku check` asks of them."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_products
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import receive
from polku.payments.logic.incoming import NewReceipt
from polku.search.queries import find
from polku.stock.checks import levels_equal_moves, promises_are_kept, values_equal_moves
from polku.stock.models import Level, Location, Shipment, ShippedUnit, Unit, Value
from tests.conftest import NOW, People
from tests.stock.conftest import Ask

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def house(people: People, client: Client) -> Client:
    client.force_login(people.admin, backend=SIGN_IN)
    return client


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def test_stock_shows_what_is_free_and_its_worth_to_who_may_see_it(
    house: Client, people: People, chairs: Product, ask: Ask
) -> None:
    ask((chairs, 3))
    page = text(house.get("/stock/?q=chair"))
    assert re.findall(r'<td class="r">(?:<b>)?([\d.]+)', page)[:3] == ["20", "3", "17"]
    assert "€1,500.10" in page
    seller = Client()
    seller.force_login(people.alice, backend=SIGN_IN)
    assert "1,500.10" not in text(seller.get("/stock/"))
    assert "Nothing of it is in stock" in text(house.get("/stock/?q=nothing"))


def test_goods_are_named_by_a_part_that_fits_them_alone(house: Client, goods: dict[str, Product]) -> None:
    new = [
        NewProduct("OAK-1", "Oak table"),
        NewProduct("OAK-2", "Oak bench"),
        NewProduct("OAK-S", "Oak care", kind="service"),
    ]
    add_products(new, actor=SYSTEM, at=NOW)
    house.get("/stock/receipt/")
    body = {"location_id": Location.objects.get().pk, "quantity": "1", "unit_cost": "5"}
    for named, told in (
        ("oak", "Several products fit: OAK-1, OAK-2."),
        ("oak lamp", "There is no such product."),
    ):
        assert told in text(house.post("/stock/receipt/", body | {"sku": named}))
    for named in ("oak tab", "Table"):
        assert house.post("/stock/receipt/", body | {"sku": named}).status_code == 303
    assert Level.objects.get().product.sku == "OAK-1"


def test_goods_are_received_counted_and_moved_in_dialogs(house: Client, goods: dict[str, Product]) -> None:
    assert "Nothing is in stock yet" in text(house.get("/stock/"))
    assert house.get("/stock/receipt/").status_code == 200
    place = Location.objects.get()
    body = {"sku": "LAMP", "location_id": place.pk, "quantity": "2", "unit_cost": "10,50"}
    wrong = house.post("/stock/receipt/", body)
    assert (wrong.status_code, "Name the serial number of each piece." in text(wrong)) == (422, True)
    unknown = house.post("/stock/receipt/", body | {"codes": "L1, L2", "unit_cost": ""})
    assert "Nobody has said what LAMP costs. Say it: 0 where it cost nothing." in text(unknown)
    assert house.post("/stock/receipt/", body | {"codes": "L1, L2"}).status_code == 303
    assert (Value.objects.get().value_minor, Unit.objects.count()) == (2100, 2)
    assert "There is no such product." in text(house.post("/stock/receipt/", body | {"sku": "NONE"}))
    for number, named in enumerate(
        ("lamp", str(goods["LAMP"].name), f"LAMP – {goods['LAMP'].name}"), start=3
    ):
        one = body | {"sku": named, "quantity": "1", "codes": f"L{number}"}
        assert (named, house.post("/stock/receipt/", one).status_code) == (named, 303)
    assert "LAMP – " in text(house.get("/orders/products/?sku=lam"))
    count = {"sku": "LAMP", "location_id": place.pk, "counted": "1"}
    assert house.post("/stock/count/", count).status_code == 303
    back = Location.objects.create(key="back", name="Back room")
    move = {"sku": "LAMP", "location_id": place.pk, "to_location_id": back.pk, "quantity": "1"}
    assert house.post("/stock/transfer/", move).status_code == 303
    assert house.post("/stock/transfer/", move).status_code == 422
    assert Level.objects.get(location=back).on_hand == Decimal(1)


def test_a_delivery_goes_from_the_order_to_the_customers_hands(
    house: Client, goods: dict[str, Product], ask: Ask
) -> None:
    lamp, place = goods["LAMP"], Location.objects.create(key="main", name="Warehouse")
    body = {"sku": "LAMP", "location_id": place.pk, "quantity": "1", "codes": "L1", "unit_cost": "0"}
    order = ask((lamp, 1), (goods["FIT"], 1))
    assert house.post(f"/orders/{order.pk}/reservation/").status_code == 303
    assert "Short: Lamp (1). Reserve again when goods came in." in text(house.get(f"/orders/{order.pk}/"))
    assert house.post("/stock/receipt/", body).status_code == 303
    page = text(house.get(f"/orders/{order.pk}/"))
    assert ("Reserve stock" in page, "The services were done" in page) == (True, True)
    assert house.post(f"/orders/{order.pk}/reservation/").status_code == 303
    assert "Begin the delivery" in text(house.get(f"/orders/{order.pk}/"))
    assert house.post(f"/orders/{order.pk}/picking/").status_code == 303
    shipment = Shipment.objects.get()
    path = f"/shipments/{shipment.pk}"
    assert house.post(f"{path}/packing/").status_code == 303
    assert "Serial numbers or lot: Lamp" in text(house.get(f"{path}/departure/"))
    assert house.post(f"{path}/departure/", {}).status_code == 422
    line = order.lines.order_by("position")[0]
    gone = {"carrier": "Posti", "tracking": "JJFI1", f"codes_{line.pk}": "L1"}
    assert house.post(f"{path}/departure/", gone).status_code == 303
    assert ShippedUnit.objects.get().unit.code == "L1"
    proof = io.BytesIO(b"signed")
    proof.name = "note.txt"
    assert house.post(f"{path}/arrival/", {"received_by": "Dora", "proof": proof}).status_code == 303
    page = text(house.get(f"{path}/"))
    assert [words in page for words in ("Delivered", "JJFI1", "Dora", "note.txt", "L1")] == [True] * 5
    assert b"".join(house.get(f"{path}/proof/").streaming_content) == b"signed"
    assert house.post(f"/orders/{order.pk}/services/").status_code == 303
    assert [row.state for row in Shipment.objects.all()] == ["delivered"] * 2


def test_what_is_paid_first_says_that_it_waits(
    house: Client, people: People, chairs: Product, ask: Ask
) -> None:
    order = ask((chairs, 2), payment_terms="pay_first")
    page = text(house.get(f"/orders/{order.pk}/"))
    wanda = add_user(
        email="wanda@example.org",
        name="Wanda",
        role="warehouse",
        teams=[people.helsinki.id],
        actor=SYSTEM,
        at=NOW,
    )
    waiting = Client()
    waiting.force_login(wanda, backend=SIGN_IN)
    theirs = text(waiting.get(f"/orders/{order.pk}/"))
    assert ("Begin the delivery" in page, "Begin the delivery" in theirs) == (False, False)
    assert theirs.count("Waits for payment") > 1
    paid = NewReceipt(Money(order.gross_minor, "EUR"), NOW.date(), order_id=order.pk)
    assert receive([paid], actor=people.actor("admin"), at=NOW)[0].error is None
    theirs = text(waiting.get(f"/orders/{order.pk}/"))
    assert ("Begin the delivery" in theirs, "Waits for payment" in theirs) == (True, False)


def test_deliveries_are_listed_found_and_called_off(
    house: Client, people: People, chairs: Product, ask: Ask
) -> None:
    assert "No deliveries yet" in text(house.get("/shipments/"))
    order: Order = ask((chairs, 3))
    house.post(f"/orders/{order.pk}/picking/")
    shipment = Shipment.objects.get()
    found = find(people.actor("alice"), shipment.number, only=["shipment"])
    assert [one.row_id for one in found] == [shipment.pk]
    assert shipment.number in text(house.get(f"/shipments/?q={shipment.number}&state=picking"))
    assert "No delivery fits" in text(house.get("/shipments/?state=shipped"))
    assert house.post(f"/shipments/{shipment.pk}/cancellation/").status_code == 303
    assert "Called off" in text(house.get(f"/shipments/{shipment.pk}/"))


def test_checks_add_everything_up_anew(house: Client, chairs: Product, ask: Ask) -> None:
    order = ask((chairs, 3))
    ask((chairs, 2))
    house.post(f"/orders/{order.pk}/picking/")
    house.post(f"/shipments/{Shipment.objects.get().pk}/departure/", {})
    every = (levels_equal_moves, values_equal_moves, promises_are_kept)
    assert [list(check()) for check in every] == [[], [], []]
    Level.objects.update(on_hand=Decimal(16), reserved=Decimal(1))
    Value.objects.update(value_minor=1)
    assert [len(list(check())) for check in every] == [1, 1, 1]


def test_a_delivery_that_leaves_something_out_says_so(
    house: Client, goods: dict[str, Product], ask: Ask
) -> None:
    place = Location.objects.create(key="main", name="Warehouse")
    body = {"sku": "LAMP", "location_id": place.pk, "quantity": "2", "codes": "L1\nL2", "unit_cost": "30"}
    assert house.post("/stock/receipt/", body).status_code == 303
    whole, part = ask((goods["LAMP"], 1)), ask((goods["LAMP"], 3))

    def said(order: Order) -> str:
        house.post(f"/orders/{order.pk}/reservation/")
        house.get("/stock/")  # where what is kept was said
        house.post(f"/orders/{order.pk}/picking/")
        return text(house.get("/stock/"))

    assert "The delivery was begun. Short" not in said(whole)
    assert "The delivery was begun. Short: Lamp (2). Reserve again when goods came in." in said(part)
    page = text(house.get(f"/orders/{part.pk}/"))
    assert "Short: Lamp (2). Reserve again when goods came in." in page
    assert f'action="/orders/{part.pk}/reservation/"' in page
