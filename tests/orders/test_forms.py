"""Orders through a public form: prices of the server, kept raw first, once each, in the visitor's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from polku.access.logic import SYSTEM
from polku.catalogue.actions import add_product, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Price
from polku.company.models import Company
from polku.company.queries import forget
from polku.kernel.errors import Invalid, NotAllowed
from polku.orders.actions.forms import save_order_form
from polku.orders.actions.taking import take_order, try_again
from polku.orders.logic.asking import Asked, submitted
from polku.orders.models import Incoming, Order, OrderForm
from polku.orders.queries.forms import lines_of, offered
from polku.qualify.logic.lead_form import HONEYPOT
from polku.qualify.logic.pace import PER_ADDRESS, TooMany
from tests.conftest import NOW, People
from tests.orders.door import Door

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
DORA = {
    "company": "Kauppa Oy", "name": "Dora Dahl", "email": "dora@kauppa.example", "line1": "Katu 1",
    "post_code": "00100", "city": "Helsinki", "country": "FI",
}  # fmt: skip


@pytest.fixture
def form(people: People, eight_stage: object, now: datetime) -> OrderForm:
    """Stools, cheaper from ten on."""
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=now)
    stool = add_product(NewProduct("STOOL", "Stool", price=Decimal(100)), actor=SYSTEM, at=now)
    add_product(NewProduct("LAMP", "Lamp", price=Decimal(30)), actor=SYSTEM, at=now)
    prices = Price.objects.get(product=stool).list
    Price.objects.create(list=prices, product=stool, min_quantity=Decimal(10), unit_price=Decimal(90))
    values = {
        "title": {"en": "Order stools", "fi": "Tilaa jakkaroita"}, "price_list_id": prices.pk,
        "team_id": people.helsinki.id, "owner_id": people.alice.id, "products": [stool.pk],
        "conditions": {"en": "No returns after a month."}, "payment_terms": "pay_first", "source": "web",
    }  # fmt: skip
    return save_order_form("stools", values, actor=people.actor("admin"), at=now)


def stool_of(form: OrderForm) -> str:
    return f"product_{form.products[0]}"


def send(client: Client, form: OrderForm, **more: str) -> Any:
    """Open the form, wait, and send it."""
    with time_machine.travel(NOW, tick=False):
        token = client.get(f"/o/{form.key}/").context["token"]
    body = DORA | {stool_of(form): "2", "agreed": "yes", "token": token} | more
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        return client.post(f"/o/{form.key}/", body)


def test_an_order_comes_in_becomes_one_and_is_thanked_for(client: Client, form: OrderForm) -> None:
    answer = send(client, form)
    assert answer.status_code == 303
    order = Order.objects.get()
    assert (order.channel, order.payment_terms, order.net_minor, order.language) == (
        "form",
        "pay_first",
        20000,
        "en",
    )
    assert (order.customer.name, order.owner_id, order.delivery["city"]) == (
        "Kauppa Oy",
        form.owner_id,
        "Helsinki",
    )
    thanks = client.get(answer["Location"]).content.decode()
    assert (order.number in thanks, "You pay first" in thanks) == (True, True)
    assert client.get(f"/o/{form.key}/thanks/none/").status_code == 404


def test_the_figures_are_the_servers_own(client: Client, form: OrderForm) -> None:
    send(client, form, **{stool_of(form): "10", "unit_price": "1", "price": "1", "gross": "1"})
    assert Order.objects.get().net_minor == 90000
    said = client.post(f"/o/{form.key}/sums/", {stool_of(form): "10", "country": "FI"}).content.decode()
    assert "900.00" in said
    assert "900" not in client.post(f"/o/{form.key}/sums/", {stool_of(form): "ten"}).content.decode()


def test_the_same_sending_twice_is_one_order(client: Client, form: OrderForm, now: datetime) -> None:
    asked = Asked({form.products[0]: Decimal(1)}, DORA)
    first, second = (take_order(form, asked, key="one", headers={}, language="en", at=now) for _ in range(2))
    assert (first.pk, first.order_id, Order.objects.count()) == (second.pk, second.order_id, 1)
    take_order(form, asked, key="two", headers={}, language="fi", at=now)
    assert Order.objects.count() == 2
    assert len({row.customer_id for row in Order.objects.all()}) == 1


def test_what_is_wrong_is_said_and_nothing_is_lost(client: Client, form: OrderForm) -> None:
    answer = send(client, form, email="dora", agreed="", country="SE")
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("not a whole mail address", "Please agree to the terms.", "We do not deliver there."):
        assert said in page
    assert 'value="Dora Dahl"' in page
    assert "Choose what you want to order" in send(client, form, **{stool_of(form): "0"}).content.decode()
    token = client.get(f"/o/{form.key}/").context["token"]
    body = DORA | {stool_of(form): "1", "agreed": "yes", "token": token}
    assert "too quick" in client.post(f"/o/{form.key}/", body).content.decode()
    assert Order.objects.count() == 0


def test_a_trap_a_pace_and_a_language(client: Client, form: OrderForm, now: datetime) -> None:
    send(client, form, **{HONEYPOT: "buy now"})
    assert (Incoming.objects.get().status, Order.objects.count()) == ("spam", 0)
    asked = Asked({form.products[0]: Decimal(1)}, DORA)
    told: dict[str, Any] = {"headers": {}, "language": "en", "address_hash": "x", "at": now}
    for number in range(PER_ADDRESS):
        take_order(form, replace(asked), key=str(number), is_spam=True, **told)
    with pytest.raises(TooMany):
        take_order(form, asked, key="more", **told)
    assert "Tilaa jakkaroita" in client.get(f"/o/{form.key}/?lang=fi").content.decode()


def test_what_fails_is_kept_and_tried_again(form: OrderForm, people: People, now: datetime) -> None:
    asked = Asked({form.products[0]: Decimal(1)}, DORA)
    OrderForm.objects.filter(id=form.pk).update(process_key="gone")
    form.refresh_from_db()
    kept = take_order(form, asked, key="one", headers={}, language="en", at=now)
    assert (kept.status, kept.order_id) == ("failed", None)
    with pytest.raises(NotAllowed):
        try_again(kept.pk, actor=people.actor("alice"), at=now)
    OrderForm.objects.filter(id=form.pk).update(process_key="", confirms=True)
    again = try_again(kept.pk, actor=people.actor("admin"), at=now)
    assert again.status == "placed"
    assert Order.objects.get().state == "confirmed"


def test_a_product_no_longer_offered_is_no_line(form: OrderForm) -> None:
    assert [one.product.sku for one in offered(form)] == ["STOOL"]
    assert lines_of(offered(form), {999_999: Decimal(1)}) == ()
    with pytest.raises(Invalid):
        submitted({"product_1": "1"}, offered=[2], countries=["FI"], must_agree=False)


def test_the_settings_make_a_form_and_show_what_came(client: Client, form: OrderForm, people: People) -> None:
    send(client, form)
    client.force_login(people.admin, backend=SIGN_IN)
    assert "/o/stools/" in client.get("/settings/orders/").content.decode()
    assert Order.objects.get().number in client.get("/settings/order-forms/stools/incoming/").content.decode()
    body = {
        "title": "Lamps", "key": "lamps", "price_list_id": form.price_list_id, "payment_terms": "due_date",
        "due_days": "14", "team_id": form.team_id, "skus": "LAMP", "active": "on",
    }  # fmt: skip
    assert client.post("/settings/order-forms/new/", body).status_code == 303
    assert "STOOL" not in client.get("/o/lamps/").content.decode()
    assert client.post("/settings/order-forms/new/", body).status_code == 422
    assert client.post("/settings/order-forms/new/", body | {"key": "x", "skus": "NONE"}).status_code == 422


def test_the_api_keeps_forms_and_places_what_came(form: OrderForm, people: People, now: datetime) -> None:
    admin = Door(people.actor("admin"))
    assert [one["key"] for one in admin("GET", "/order-forms")[1]] == ["stools"]
    body = {"title": {"en": "All"}, "price_list_id": form.price_list_id, "team_id": form.team_id}
    assert admin("PUT", "/order-forms/all", body)[1]["active"]
    kept = take_order(
        form,
        Asked({form.products[0]: Decimal(1)}, DORA),
        key="k",
        headers={},
        language="en",
        is_spam=True,
        at=now,
    )
    assert admin("GET", "/order-forms/stools/incoming")[1]["items"][0]["status"] == "spam"
    assert admin("POST", f"/incoming-orders/{kept.pk}/placings")[1]["status"] == "placed"
    assert Door(people.actor("alice"))("GET", "/order-forms")[0] == 403
