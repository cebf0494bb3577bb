"""Goods that are missing have a day: noted by the warehouse, told to who sells, who waits and who buys."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from polku.access.logic import SYSTEM
from polku.catalogue.availability import Short, short_of
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.company.queries import day_of
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.orders.actions import place_order
from polku.orders.actions.writing import _letter
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from polku.orders.papering import confirmation_data
from polku.orders.queries import progress
from polku.stock.actions import (
    Expected,
    Receipt,
    call_off_arrival,
    change_arrival,
    note_arrival,
    receive,
    take_up_arrival,
)
from polku.stock.models import Arrival, Level, Location
from polku.stock.queries.coming import Missing, missing_of
from polku.stock.queries.public import delivery
from polku.stock.web.arrivals import rows
from polku.ui.locale_formats import full_day
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.orders.test_pages import SIGN_IN, text
from tests.stock.conftest import Ask


def day(days: int) -> date:
    """So many days from now."""
    return day_of(timezone.now()) + timedelta(days=days)


def comes(product: Product, count: int, on: date, reference: str = "") -> Arrival:
    return note_arrival(product.pk, Expected(Decimal(count), on, reference), actor=SYSTEM, at=NOW)


def test_who_orders_next_waits_behind_those_who_wait(
    chairs: Product, goods: dict[str, Product], ask: Ask, people: People
) -> None:
    ask((chairs, 25))  # takes all 20, and 5 of what comes
    comes(chairs, 10, day(20))
    comes(chairs, 10, day(10))
    comes(chairs, 90, day(-1))  # overdue: nobody knows when it comes
    alice, lamp = people.actor("alice"), goods["LAMP"]
    wanted = [(chairs.id, Decimal(5)), (chairs.id, Decimal(1)), (chairs.id, Decimal(30))]
    told = short_of(alice, [*wanted, (lamp.id, Decimal(1))], day(0))
    assert [one and one.day for one in told] == [day(10), day(20), None, None]
    assert told[0] == Short(Decimal(0), Decimal(5), day(10))


def test_each_order_that_waits_knows_its_day_in_its_turn(chairs: Product, ask: Ask) -> None:
    first, second, third = ask((chairs, 22)), ask((chairs, 4)), ask((chairs, 30))
    Order.objects.filter(id=second.pk).update(promised_date=day(5))  # was promised first
    comes(chairs, 5, day(3))
    comes(chairs, 5, day(7))
    found = [next(iter(missing_of(one.pk, day(0)).values())) for one in (first, second, third)]
    assert found == [
        Missing(Decimal(2), day(7)), Missing(Decimal(4), day(3)), Missing(Decimal(30)),
    ]  # fmt: skip
    receive([Receipt(chairs.pk, Decimal(6), 0)], actor=SYSTEM, at=NOW)
    assert next(iter(missing_of(first.pk, day(0)).values())) == Missing(Decimal(2))  # free now: reserve it


def test_an_order_that_lacks_nothing_is_asked_in_one_statement(
    chairs: Product, ask: Ask, django_assert_num_queries: object
) -> None:
    order = ask((chairs, 2))
    comes(chairs, 5, day(3))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert missing_of(order.pk, day(0)) == {}


def test_the_buyer_is_told_the_day_on_the_page_the_paper_and_in_the_letter(chairs: Product, ask: Ask) -> None:
    order = ask((chairs, 25))
    comes(chairs, 10, day(3))
    when = full_day(day(3))
    (come,) = progress([order])
    assert delivery(come, "").coming.endswith(f"What is missing is expected on {when}.")
    (line,) = confirmation_data(order, list(order.lines.all()), on=day(0))["lines"]
    assert line["note"].endswith(f"expected on {when}")
    assert f"what is missing is expected on {when}." in _letter(order, "", timezone.now()).text
    Arrival.objects.update(day=day(-3))
    (late,) = confirmation_data(order, list(order.lines.all()), on=day(0))["lines"]
    assert ("expected" in late["note"], "expected" in delivery(come, "").coming) == (False, False)


def test_what_comes_in_lessens_what_is_expected(chairs: Product, goods: dict[str, Product]) -> None:
    row = comes(chairs, 10, day(3))
    receive([Receipt(chairs.pk, Decimal(4), 0, arrival_id=row.pk)] * 2, actor=SYSTEM, at=NOW)
    assert Arrival.objects.get().quantity == Decimal(2)
    with pytest.raises(Invalid, match="Another product"):
        receive([Receipt(goods["CHAIR"].pk, Decimal(1), 0), Receipt(goods["PAINT"].pk, Decimal(1), 0,
                codes=("L",), arrival_id=row.pk)], actor=SYSTEM, at=NOW)  # fmt: skip
    receive([Receipt(chairs.pk, Decimal(3), 0, arrival_id=row.pk)], actor=SYSTEM, at=NOW)
    assert (Arrival.objects.get().quantity, Level.objects.get().on_hand) == (Decimal(0), Decimal(31))
    with pytest.raises(NotFound):
        receive([Receipt(chairs.pk, Decimal(1), 0, arrival_id=row.pk)], actor=SYSTEM, at=NOW)
    with pytest.raises(Refused):
        call_off_arrival(row.pk, actor=SYSTEM, at=NOW)


def test_an_arrival_is_changed_called_off_and_taken_up(
    chairs: Product, goods: dict[str, Product], people: People
) -> None:
    row = comes(chairs, 10, day(3))
    with pytest.raises(NotAllowed):
        call_off_arrival(row.pk, actor=people.actor("alice"), at=NOW)
    for wrong in (Decimal(0), Decimal(-1)):
        with pytest.raises(Invalid):
            change_arrival(row.pk, Expected(wrong, day(3)), actor=SYSTEM, at=NOW)
    with pytest.raises(Invalid):
        comes(goods["FIT"], 1, day(3))
    change_arrival(row.pk, Expected(Decimal(8), day(4), "PO-7"), actor=SYSTEM, at=NOW)
    change_arrival(row.pk, Expected(Decimal(8), day(4), "PO-7"), actor=SYSTEM, at=NOW)
    call_off_arrival(row.pk, actor=SYSTEM, at=NOW)
    with pytest.raises(Refused):
        change_arrival(row.pk, Expected(Decimal(9), day(4)), actor=SYSTEM, at=NOW)
    take_up_arrival(row.pk, actor=SYSTEM, at=NOW)
    told = (
        Event.objects.filter(kind__startswith="stock.arrival").order_by("id").values_list("kind", flat=True)
    )
    assert [kind.removeprefix("stock.arrival_") for kind in told] == [
        "noted", "changed", "called_off", "taken_up",
    ]  # fmt: skip
    assert Arrival.objects.get().is_open


def test_the_warehouse_notes_changes_receives_and_takes_back(
    chairs: Product, people: People, client: Client
) -> None:
    client.force_login(people.admin, backend=SIGN_IN)
    assert "No goods are expected" in text(client.get("/stock/arrivals/"))
    typed = {"sku": "chair", "quantity": "40", "day": day(9).isoformat(), "reference": "PO-7"}
    made = text(client.post("/stock/arrivals/new/", typed, follow=True))
    row = Arrival.objects.get()
    assert ("40 pcs" in made, "PO-7" in made) == (True, True)
    assert "40 expected on" in text(client.get("/stock/"))
    changed = client.post(f"/stock/arrivals/{row.pk}/", typed | {"quantity": "30"}, follow=True)
    (undo,) = re.findall(r'action="(/stock/arrivals/\d+/former/[^"]+)"', text(changed))
    client.post(undo.replace("&amp;", "&"))
    row.refresh_from_db()
    assert (row.quantity, row.reference) == (Decimal(40), "PO-7")
    asked = text(client.get(f"/stock/receipt/?sku=CHAIR&arrival_id={row.pk}&quantity=40"))
    assert f'<option value="{row.pk}" selected>CHAIR: 40 pcs' in asked
    came = {"sku": "CHAIR", "location_id": Location.objects.get().pk, "quantity": "15", "unit_cost": "70"}
    client.post("/stock/receipt/", came | {"arrival_id": row.pk})
    row.refresh_from_db()
    assert row.quantity == Decimal(25)
    off = text(client.post(f"/stock/arrivals/{row.pk}/cancellation/", follow=True))
    assert (f"/stock/arrivals/{row.pk}/reopening/" in off, client.get(f"/stock/arrivals/{row.pk}/").status_code) == (
        True, 404,
    )  # fmt: skip
    client.post(f"/stock/arrivals/{row.pk}/reopening/")
    exported = b"".join(client.get("/stock/arrivals/export/").streaming_content).decode()
    levels = b"".join(client.get("/stock/export/").streaming_content).decode()
    assert (f"{day(9)}" in exported, f"{day(9)}" in levels) == (True, True)
    assert client.post(f"/stock/arrivals/{row.pk}/", typed | {"quantity": "0"}).status_code == 422


def test_what_is_overdue_stands_on_today(chairs: Product, people: People, client: Client) -> None:
    admin = people.actor("admin")
    comes(chairs, 40, day(1))
    assert rows(admin, timezone.now()) == []
    Arrival.objects.update(day=day(-2))
    (row,) = rows(admin, timezone.now())
    assert (row.title, row.detail, row.signal) == ("CHAIR Chair", "40 pcs", "late")
    assert rows(people.actor("alice"), timezone.now()) == []
    client.force_login(people.admin, backend=SIGN_IN)
    assert "were expected on" in text(client.get("/stock/"))
    assert "overdue since" in text(client.get("/stock/arrivals/"))


def test_an_offer_says_when_the_rest_is_expected(
    chairs: Product, deal: Deal, people: People, client: Client
) -> None:
    client.force_login(people.alice, backend=SIGN_IN)
    comes(chairs, 40, day(9))
    lines = (AskedLine(product_id=chairs.id, quantity=Decimal(25)),)
    order = place_order(NewOrder(lines=lines, deal_id=deal.id), actor=people.actor("alice"), at=NOW)
    said = f"20 of 25 pcs on stock; the rest is expected on {full_day(day(9))}."
    assert said in text(client.get(f"/orders/{order.id}/confirmation/"))


def test_another_system_notes_reads_and_calls_off(chairs: Product, ask: Ask, people: People) -> None:
    office = Door(people.actor("admin"))
    body = {"product_id": chairs.pk, "quantity": 40, "day": day(9).isoformat(), "reference": "PO-7"}
    status, made = office("POST", "/stock/arrivals", body)
    assert (status, made["quantity"], made["day"]) == (201, "40", day(9).isoformat())
    url = f"/stock/arrivals/{made['id']}"
    assert office("PATCH", url, {"quantity": 30})[1]["quantity"] == "30"
    order = ask((chairs, 25))
    (line,) = office("GET", f"/orders/{order.pk}")[1]["lines"]
    assert line["expected_date"] == day(9).isoformat()
    receipt = {"product_id": chairs.pk, "quantity": 10, "unit_cost_minor": 0, "arrival_id": made["id"]}
    assert office("POST", "/stock/receipts", {"rows": [receipt]})[0] == 201
    (listed,) = office("GET", f"/stock/arrivals?product_id={chairs.pk}")[1]["items"]
    assert listed["quantity"] == "20"
    assert office("POST", f"{url}/cancellations", None)[0] == 200
    assert office("PATCH", url, {"quantity": 3})[0] == 404
    assert office("POST", f"{url}/reopenings", None)[1]["called_off_at"] is None
