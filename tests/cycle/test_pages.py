"""The pages of the cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from polku.cycle.checks import bills_are_booked
from polku.cycle.following import told
from polku.cycle.guiding import to_confirm
from polku.cycle.logic.judging import Act, Kind
from polku.cycle.queries import Discrepancy, kept_summary
from polku.cycle.web import papers
from polku.cycle.web.views import rows_of
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from tests.conftest import NOW, People
from tests.orders.conftest import CHAIRS
from tests.orders.conftest import deal as deal
from tests.orders.conftest import order as order
from tests.orders.door import Door

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def test_the_kept_list_tells_the_same_as_every_order_judged_anew(order: Order, people: People) -> None:
    for name in ("admin", "alice", "charlie"):
        actor = people.actor(name)
        assert told(actor, at=NOW) == told(actor, fresh=True, at=NOW)
    confirm_orders([order.id], actor=people.actor("alice"), at=NOW)
    assert told(people.actor("admin"), at=NOW) == told(people.actor("admin"), fresh=True, at=NOW)
    admin = people.actor("admin")
    with CaptureQueriesContext(connection) as seen:
        report = kept_summary(admin)
    assert (report["orders"], report["closed"], len(seen)) == (1, 0, 3)
    door = Door(people.actor("admin"))
    assert door("GET", "/cycle")[1] == door("GET", "/cycle?fresh=true")[1] == report


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


def test_what_is_open_says_how_much_and_what_is_not_due_says_so(order: Order, people: People) -> None:
    later = timezone.now() + timedelta(days=4)
    owed = Discrepancy(order, Kind.NOT_PAID, Act.COLLECT, -12450, "EUR", later, None)
    (row,) = rows_of((owed,), people.actor("admin"))
    assert (row.amount_minor, row.kind, row.detail) == (12450, "Not paid", "Not due")
    (row,) = rows_of((replace(owed, since=NOW - timedelta(days=900)),), people.actor("admin"))
    assert row.detail == ""


def test_a_deal_with_a_confirmed_order_says_which_one_it_waits_for(
    order: Order, people: People, client: Client
) -> None:
    alice = people.actor("alice")
    more = place_order(NewOrder(lines=(CHAIRS,), deal_id=order.deal_id, channel="phone"), actor=alice, at=NOW)
    said = f"The order {order.number} is not confirmed."
    assert (papers.of_deal(alice, order.deal_id) or {})["waited_for"] == []
    confirm_orders([more.id], actor=alice, at=NOW)
    assert [one.said for one in (papers.of_deal(alice, order.deal_id) or {})["waited_for"]] == [said]
    assert to_confirm(order.deal_id) == f"/orders/{order.id}/"
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert said in client.get(f"/deals/{order.deal_id}/").content.decode()
