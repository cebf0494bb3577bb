"""The catalogue by API: the same rules, answers kept by key, costs for those who may see them."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.actions import make_token
from polku.access.logic import Actor
from polku.catalogue.models import GroupMember, PriceList, Product
from polku.contacts.actions import NewCustomer, add_customer
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


class Door:
    """A person's token at the API."""

    def __init__(self, actor: Actor) -> None:
        _, secret = make_token(name="test", actor=actor, at=NOW)
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client()

    def __call__(self, method: str, path: str, body: object = None, key: str = "") -> tuple[int, Any]:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        data = "" if body is None else json.dumps(body)
        answer = self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def seller(goods: dict[str, Product], alice: Actor) -> Door:
    return Door(alice)


@pytest.fixture
def office(goods: dict[str, Product], finance: Actor) -> Door:
    return Door(finance)


def test_products_are_listed_with_costs_for_those_who_may(seller: Door, office: Door) -> None:
    costs = [[one["cost"] for one in door("GET", "/products")[1]["items"]] for door in (seller, office)]
    assert costs[0] == [None] * 3
    assert costs[1][2] == {"minor": 7000, "currency": "EUR"}
    found = seller("GET", "/products?sku=DESK")[1]["items"]
    assert [(one["price"], one["name"], one["tax_class"]) for one in found] == [
        ("249.9", {"en": "Desk"}, "standard")
    ]


def test_a_product_is_added_once_by_its_key(office: Door, seller: Door) -> None:
    body = {"sku": "LAMP", "name": "Lamp", "price": 12.5, "cost": {"minor": 800, "currency": "EUR"}}
    first, again = office("POST", "/products", body, "k1"), office("POST", "/products", body, "k1")
    assert (first[0], first, Product.objects.filter(sku="LAMP").count()) == (201, again, 1)
    assert first[1]["price"] == "12.5"
    assert office("POST", "/products", body)[1]["code"] == "sku_taken"
    assert seller("POST", "/products", body | {"sku": "X"})[0] == 403


def test_a_product_is_changed_field_by_field(office: Door, goods: dict[str, Product]) -> None:
    path = f"/products/{goods['CHAIR'].pk}"
    changed = office(
        "PATCH",
        path,
        {"values": {"group": "sofas", "tax_class": "reduced", "cost": {"minor": 1, "currency": "EUR"}}},
    )
    assert [changed[1][name] for name in ("group", "tax_class")] == ["sofas", "reduced"]
    clash = office("PATCH", path, {"values": {"group": "stools"}, "base": {"group": "seats"}})
    assert (clash[0], clash[1]["fields"]["group"]["theirs"]) == (409, "sofas")
    for values in (
        {"tax_class": "none"},
        {"sku": "DESK"},
        {"unit": 5},
        {"cost": 5},
        {"cost": {"minor": "x"}},
        {"name": {"xx": "y"}},
    ):
        assert office("PATCH", path, {"values": values})[0] == 422


def test_a_product_goes_out_of_sale_and_back(office: Door, seller: Door, goods: dict[str, Product]) -> None:
    path = f"/products/{goods['CHAIR'].pk}"
    assert seller("DELETE", path)[0] == 403
    assert office("DELETE", path)[1]["retired_at"] is not None
    assert [len(seller("GET", f"/products{query}")[1]["items"]) for query in ("", "?retired=true")] == [2, 1]
    assert office("POST", f"{path}/restorations", {})[1]["retired_at"] is None
    assert office("GET", "/products/999")[0] == 404


def test_prices_are_set_and_asked_for_with_reasons(
    office: Door, seller: Door, goods: dict[str, Product], alice: Actor, at: datetime
) -> None:
    customer = add_customer(NewCustomer(company="Aalto", owner_id=alice.user_id), actor=alice, at=at)
    group = office("POST", "/customer-groups", {"key": "resellers", "name": "Resellers"})[1]
    body = {"key": "resale", "name": {"en": "Resale"}, "currency": "EUR", "group_id": group["id"]}
    of = office("POST", "/price-lists", body)[1]
    rows = [{"product_id": goods["CHAIR"].pk, "unit_price": "80.25"}, {"product_id": 999, "unit_price": 1}]
    answers = office("PUT", f"/price-lists/{of['id']}/prices", {"prices": rows})[1]
    assert [(one["changed"], one["error"] and one["error"]["field"]) for one in answers] == [
        (True, None),
        (False, "product_id"),
    ]
    assert office("GET", f"/price-lists/{of['id']}/prices")[1]["items"][0]["unit_price"] == "80.25"
    assert office("PUT", f"/customer-groups/{group['id']}/customers/{customer.pk}")[0] == 204
    question = {"lines": [{"product_id": goods["CHAIR"].pk, "quantity": 3}], "customer_id": customer.pk}
    status, (priced,) = seller("POST", "/price-questions", question)
    assert (status, priced["unit_price"], priced["conflict"]) == (200, "80.25", None)
    assert [(one["rule"], one["taken"], one["why_not"]) for one in priced["steps"]] == [
        ("list:resale", True, ""),
        ("list:standard-eur", False, "Resale goes before it: it is for the customer's group."),
    ]
    assert office("DELETE", f"/customer-groups/{group['id']}/customers/{customer.pk}")[0] == 204
    assert GroupMember.objects.count() == 0
    assert seller("POST", "/price-questions", question | {"customer_id": 999})[0] == 404
    assert seller("PUT", f"/price-lists/{of['id']}/prices", {"prices": rows})[0] == 403


def test_a_list_is_changed_and_put_away(office: Door, seller: Door, usual: PriceList) -> None:
    path = f"/price-lists/{usual.pk}"
    assert office("PATCH", path, {"priority": 3, "from_date": "2026-01-01"})[1]["priority"] == 3
    assert office("PATCH", path, {"archived": True})[1]["archived_at"] is not None
    assert [len(seller("GET", f"/price-lists{query}")[1]) for query in ("", "?archived=true")] == [0, 1]
    assert office("PATCH", path, {"archived": False})[1]["archived_at"] is None
    assert office("PATCH", path, {"name": None})[0] == 422


def test_a_promotion_is_made_changed_and_stopped(office: Door, seller: Door) -> None:
    body = {
        "key": "bf",
        "name": "Black Friday",
        "effect": "percent",
        "value": 12.5,
        "code": "BF",
        "to_at": "2027-01-01T00:00:00Z",
    }
    made = office("POST", "/promotions", body)[1]
    path = f"/promotions/{made['id']}"
    assert (made["value"], made["uses"]) == ("12.5", 0)
    assert office("PATCH", path, {"value": "20"})[1]["code"] == "BF"
    assert seller("GET", path)[1]["value"] == "20"
    assert [seller("DELETE", path)[0], office("DELETE", path)[0]] == [403, 200]
    assert seller("GET", "/promotions")[1]["items"][0]["stopped_at"] is not None


def test_taxes_are_stated_and_asked_for(office: Door, seller: Door, goods: dict[str, Product]) -> None:
    classes = {one["key"]: one["id"] for one in seller("GET", "/tax-classes")[1]}
    rate = {"tax_class_id": classes["standard"], "country": "FI", "percent": 26, "from_date": "2027-01-01"}
    assert [seller("POST", "/tax-rates", rate)[0], office("POST", "/tax-rates", rate)[0]] == [403, 201]
    rates = seller("GET", "/tax-rates?country=FI")[1]
    assert [one["percent"] for one in rates if one["tax_class"] == "standard"] == ["26", "25.5", "24"]
    assert office("POST", "/tax-classes", {"key": "art", "name": "Art"})[0] == 201
    question = {
        "product_ids": [goods["CHAIR"].pk],
        "customer_country": "LV",
        "customer_has_vat_id": True,
        "on": "2026-11-20",
    }
    assert seller("POST", "/tax-questions", question)[1] == [
        {
            "product_id": goods["CHAIR"].pk, "category": "K", "percent": "0", "reason": "Intra-Community supply",
            "reason_code": "VATEX-EU-IC",
        }
    ]  # fmt: skip


def test_a_write_takes_at_most_twelve_statements(
    office: Door, goods: dict[str, Product], usual: PriceList
) -> None:
    office("GET", "/products")
    chair = goods["CHAIR"].pk
    deeds = [
        ("PATCH", f"/products/{chair}", {"values": {"group": "x"}}),
        ("PUT", f"/price-lists/{usual.pk}/prices", {"prices": [{"product_id": chair, "unit_price": 1}]}),
        ("PATCH", f"/price-lists/{usual.pk}", {"priority": 1}),
        ("POST", "/promotions", {"key": "p", "name": "P", "value": 5}),
    ]
    counts = {}
    for method, path, body in deeds:
        with CaptureQueriesContext(connection) as seen:
            assert office(method, path, body)[0] < 300
        counts[path] = sum(
            not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in seen.captured_queries
        )
    assert {path: n for path, n in counts.items() if n > 12} == {}
