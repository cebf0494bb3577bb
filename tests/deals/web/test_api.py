"""Deals by API: the same rules as every door, idempotent, with clear refusals."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.actions import make_token
from polku.deals.models import Deal
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

STATEMENTS_MAX = 12


class Api:
    """A client with a token."""

    def __init__(self, people: People, name: str, *, read_only: bool = False) -> None:
        _, secret = make_token(name="test", read_only=read_only, actor=people.actor(name), at=NOW)
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            _json(body),
            content_type="application/json",
            headers=self.headers | headers,
        )


def _json(body: Any) -> str:
    return "" if body is None else json.dumps(body)


@pytest.fixture
def alice(people: People, plain: Definition) -> Api:
    return Api(people, "alice")


def test_a_deal_is_opened_read_and_listed(alice: Api) -> None:
    made = alice(
        "POST",
        "/deals",
        {"company": "Puu Oy", "email": "info@puu.example", "value": {"minor": 5000, "currency": "EUR"}},
    )
    assert made.status_code == 201
    deal = made.json()
    assert (deal["stage"], deal["value_company_minor"], deal["title"]) == ("find", 5000, "Puu Oy")
    assert alice("GET", f"/deals/{deal['id']}").json() == deal
    assert alice("GET", "/deals").json() == {"items": [deal], "next": None}


def test_a_refused_move_lists_every_unmet_criterion(alice: Api) -> None:
    deal = alice("POST", "/deals", {"company": "Puu Oy"}).json()
    assert alice("POST", f"/deals/{deal['id']}/moves", {"stage": "needs"}).status_code == 200
    refused = alice("POST", f"/deals/{deal['id']}/moves", {"stage": "offer"})
    assert refused.status_code == 409
    assert [one["key"] for one in refused.json()["unmet"]] == ["recap_done", "valued"]


def test_the_same_key_carries_a_request_out_once(alice: Api) -> None:
    first = alice("POST", "/deals", {"company": "Puu Oy"}, **{"Idempotency-Key": "a"})
    again = alice("POST", "/deals", {"company": "Puu Oy"}, **{"Idempotency-Key": "a"})
    other = alice("POST", "/deals", {"company": "Kivi Oy"}, **{"Idempotency-Key": "a"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert Deal.objects.count() == 1


def test_who_may_not_is_told_so(people: People, alice: Api) -> None:
    deal = alice("POST", "/deals", {"company": "Puu Oy"}).json()
    charlie, reader = Api(people, "charlie"), Api(people, "alice", read_only=True)
    assert charlie("GET", f"/deals/{deal['id']}").status_code == 404
    assert charlie("POST", f"/deals/{deal['id']}/moves", {"stage": "needs"}).status_code == 404
    assert reader("POST", "/deals", {"company": "Kivi"}).json()["rule"] == "read_only_token"
    assert Client().get("/api/v1/deals").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"company": "a\x00b"},
        {"company": "x" * 301},
        {"title": "x", "value": {"minor": 2**63, "currency": "EUR"}},
        {"title": "x", "value": {"minor": 1, "currency": "XXX"}},
        {"title": "x", "owner_id": 2**63},
        {"title": "x", "owner_id": 999999},
        {"title": "x", "team_id": 999999},
        {"title": "x", "customer_id": 999999},
        {"title": "x", "process": "nowhere"},
        {"title": "x", "custom": {"n": 2**63}},
        {"title": "x", "custom": {"n": {"deep": "a\x00b"}}},
        {"title": "x", "next_step": "a\x00b"},
        {},
    ],
)
def test_bad_input_gets_a_clear_answer_and_stores_nothing(alice: Api, body: dict[str, Any]) -> None:
    answer = alice("POST", "/deals", body)
    assert answer.status_code in (403, 404, 422), answer.content
    assert Deal.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_few_statements_for_a_deal_and_a_move(alice: Api) -> None:
    def body(name: str) -> dict[str, str]:
        return {"company": f"{name} Oy", "contact": f"{name} Aalto", "email": f"{name}@puu.example"}

    warm = alice("POST", "/deals", body("warm")).json()
    alice("POST", f"/deals/{warm['id']}/moves", {"stage": "needs"})
    with CaptureQueriesContext(connection) as opening:
        deal = alice("POST", "/deals", body("cold")).json()
    with CaptureQueriesContext(connection) as moving:
        alice("POST", f"/deals/{deal['id']}/moves", {"stage": "needs"})
    counts = [_counted(seen) for seen in (opening, moving)]
    assert max(counts) <= STATEMENTS_MAX, "\n".join(q["sql"][:150] for q in opening.captured_queries)


def _counted(seen: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in seen)
