"""Quotes by API: few statements, idempotent, costs for those alone who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.catalogue.rules import CataloguePermission
from polku.deals.models import Deal
from polku.orders.models import Order
from polku.quotes.models import Quote
from tests.conftest import NOW, People
from tests.deals.web.test_api import Api

STATEMENTS_MAX = 12
ORDER_STATEMENTS = 7
"""What the order takes that an acceptance becomes in the same request: lines, deal, number, order, lines, event, id."""
LINES = [
    {"description": "Chair", "quantity": "9.5", "unit_price": "124.75", "tax_category": "S", "tax_percent": "25.5"},
    {"description": "Fitting", "unit_price": 60, "tax_category": "S", "tax_percent": "25.5", "optional": True},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(people: People, deal: Deal) -> Api:
    return Api(people, "alice")


def drafted(api: Api, deal: Deal) -> Any:
    answer = api("POST", "/quotes", {"deal_id": deal.id, "lines": LINES, "title": "Chairs"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_offer_goes_from_draft_to_order(alice: Api, deal: Deal) -> None:
    quote = drafted(alice, deal)
    assert (quote["state"], quote["link"]) == ("draft", "")
    path = f"/quotes/{quote['id']}"
    revised = alice("PUT", f"{path}/content", {"lines": LINES[:1], "version": 1}).json()
    assert (revised["version"], revised["state"]) == (1, "draft")
    alice("PUT", f"{path}/content", {"lines": LINES})
    sent = alice("POST", f"{path}/sendings", {"to": "dora@dora.example"}).json()
    assert (sent["state"], sent["by_mail"], sent["link"]) == (
        "sent",
        True,
        f"http://testserver/q/{Quote.objects.get().token}/",
    )
    accepted = alice("POST", f"{path}/acceptances", {"name": "Dora", "options": [1, 2]}).json()
    order = Order.objects.get()
    assert (accepted["order_id"], accepted["order_number"], accepted["net_minor"]) == (
        order.id,
        order.number,
        118513 + 6000,
    )
    paper, evidence = (alice("GET", f"{path}/{name}") for name in ("paper", "evidence"))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert b"Dora" in b"".join(evidence.streaming_content)
    again = alice("POST", f"{path}/acceptances", {"name": "Eva"}).json()
    assert again == accepted | {"again": True}
    full = alice("GET", path).json()
    assert (full["content"]["net_minor"], full["acceptance"]["name"]) == (118513, "Dora")
    assert alice("GET", f"{path}/versions/1").json() == full["content"]
    assert alice("GET", "/quotes?state=accepted").json()["items"][0]["number"] == quote["number"]


def test_each_write_takes_few_statements(alice: Api, deal: Deal) -> None:
    def counted(method: str, path: str, body: Any) -> tuple[int, Any]:
        key = {"Idempotency-Key": token_hex(8)}
        with CaptureQueriesContext(connection) as seen:
            answer = alice(method, path, body, **key)
        assert answer.status_code in (200, 201), answer.content
        # A process once committed is known by heart; in a test's transaction it is not.
        aside = ("SAVEPOINT", 'FROM "process_processversion"')
        work = [one["sql"] for one in seen if not any(part in one["sql"] for part in aside)]
        return len(work), answer.json()

    def cycle() -> dict[str, int]:
        found: dict[str, int] = {}
        body = {"deal_id": deal.id, "lines": LINES, "title": f"{Quote.objects.count()}"}
        found["draft"], quote = counted("POST", "/quotes", body)
        path = f"/quotes/{quote['id']}"
        found["revise"], _ = counted("PUT", f"{path}/content", {"lines": LINES})
        found["comment"], _ = counted("POST", f"{path}/comments", {"text": "Hm"})
        found["send"], _ = counted("POST", f"{path}/sendings", {})
        found["accept"], _ = counted("POST", f"{path}/acceptances", {"name": "Dora"})
        return found

    cycle()
    found = cycle()
    found["accept"] -= ORDER_STATEMENTS
    assert {name: number for name, number in found.items() if number > STATEMENTS_MAX} == {}
    assert sum(found.values()) <= 50


def test_costs_and_margins_are_for_those_alone_who_may_see_them(
    alice: Api, people: People, quote: Quote
) -> None:
    add_user(
        email="v@example.org", name="Vera", role="viewer", teams=[people.helsinki.id], actor=SYSTEM, at=NOW
    )
    seen = alice("GET", f"/quotes/{quote.id}").json()["content"]
    sees = people.actor("alice").may(CataloguePermission.COST)
    assert (seen["cost_minor"] is not None) == sees
    admin = Api(people, "admin")("GET", f"/quotes/{quote.id}").json()["content"]
    assert (admin["cost_minor"], admin["margin_percent"]) == (65000, "49.42")


def test_others_see_nothing_of_it(people: People, alice: Api, quote: Quote) -> None:
    charlie = Api(people, "charlie")
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/versions/1", None),
        ("PUT", "/content", {"lines": LINES}),
        ("POST", "/sendings", {}),
        ("POST", "/acceptances", {"name": "Dora"}),
        ("POST", "/refusals", {"reason": "price"}),
        ("POST", "/withdrawals", None),
        ("POST", "/comments", {"text": "Hm"}),
        ("POST", "/concessions", {"asked": "More"}),
    ):
        assert charlie(method, f"/quotes/{quote.id}{path}", body).status_code == 404
    assert charlie("GET", "/quotes").json()["items"] == []


def test_what_is_wrong_names_line_and_field(alice: Api, deal: Deal) -> None:
    answer = alice("POST", "/quotes", {"deal_id": deal.id, "lines": [LINES[0], {"description": "x"}]})
    assert (answer.status_code, answer.json()["field"]) == (422, "lines.1.unit_price")


def test_a_handover_is_noted_and_settled(alice: Api, deal: Deal) -> None:
    path = f"/deals/{deal.id}/handover"
    told = {"kind": "person", "text": "Meet Eva of care", "holder": "Alice", "due_date": "2026-12-01"}
    made = alice("POST", path, told).json()
    assert {name: made[name] for name in told} == told
    assert alice("POST", path, {"kind": "gift", "text": "x"}).status_code == 422
    first, again = (alice("POST", f"/handover-items/{made['id']}/settlements", {}).json() for _ in range(2))
    assert (first["settled_at"] is not None, again) == (True, first)
    assert alice("GET", path).json() == [first]
    assert alice("GET", "/deals/999999/handover").status_code == 404
