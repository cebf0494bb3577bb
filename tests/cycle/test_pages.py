"""The pages of the cycle."""

from __future__ import annotations

from django.test import Client

from polku.cycle.checks import bills_are_booked
from polku.orders.models import Order
from tests.conftest import People
from tests.orders.conftest import deal as deal
from tests.orders.conftest import order as order

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def test_what_is_left_open_is_listed_filtered_exported_and_told_of_an_order(
    order: Order, people: People
) -> None:
    client = Client()
    client.force_login(people.admin, backend=SIGN_IN)
    assert client.get("/cycle/").content.decode().count("<tr data-item>") == 2
    assert client.get("/cycle/?kind=not_delivered").content.decode().count("<tr data-item>") == 1
    assert "Nothing is left open here" in client.get("/cycle/?kind=sequence").content.decode()
    assert client.get("/cycle/export/").getvalue().count(order.number.encode()) == 2
    page = client.get(f"/orders/{order.id}/cycle/").content.decode()
    assert (page.count("<li><div><b>"), "Fitting" in page) == (2, True)
    client.force_login(people.charlie, backend=SIGN_IN)
    assert client.get(f"/orders/{order.id}/cycle/").status_code == 404
    assert order.number not in client.get("/cycle/").content.decode()
    assert list(bills_are_booked()) == []
