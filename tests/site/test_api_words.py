"""What the API says where it cannot do what was asked: always its own words, never a page, and nothing passed over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from polku.access.actions import make_token
from polku.contacts.models import Customer
from polku.deals.models import Deal
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People


@pytest.fixture
def asked(people: People, eight_stage: Definition) -> Any:
    secret = make_token(name="test", actor=people.actor("alice"), at=NOW)[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)

    def send(method: str, path: str, body: str = "") -> tuple[int, dict[str, Any]]:
        answer: Any = client.generic(method, f"/api/v1{path}", body, content_type="application/json")
        assert answer.headers["Content-Type"].startswith("application/json"), answer.content[:200]
        return answer.status_code, answer.json()

    return send


def test_a_misspelt_field_is_refused_by_its_name_and_nothing_is_kept(asked: Any) -> None:
    status, said = asked("POST", "/deals", '{"company": "Aava Oy", "sorce": "Fair", "value": {"minr": 5}}')
    assert (status, sorted(said["errors"])) == (422, ["sorce", "value.currency", "value.minor", "value.minr"])
    assert said["errors"]["sorce"] == ["There is no such field."]
    assert (Deal.objects.count(), Customer.objects.count()) == (0, 0)


def test_a_misspelt_filter_lists_nothing_rather_than_everything(asked: Any) -> None:
    assert asked("GET", "/orders?stat=open&limit=5") == (
        422,
        {
            "code": "invalid",
            "message": "Please correct the marked fields.",
            "errors": {"stat": ["There is no such field."]},
        },
    )
    assert asked("POST", "/deals?dry=1", '{"company": "Aava Oy"}')[0] == 422
    assert asked("GET", "/orders?state=open&limit=5")[0] == 200
    assert not Deal.objects.exists()


def test_an_address_or_method_that_there_is_not_is_said_in_the_words_of_the_api(asked: Any) -> None:
    assert asked("GET", "/nothing") == (
        404,
        {"code": "not_found", "message": "There is no such operation: see /api/v1/docs."},
    )
    assert asked("PUT", "/orders") == (
        405,
        {"code": "method_not_allowed", "message": "See the header Allow, or /api/v1/docs."},
    )
    assert asked("POST", "/orders", "no json") == (
        400,
        {"code": "bad_request", "message": "The request cannot be read."},
    )


def test_a_fault_of_ours_tells_nothing_of_itself(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("polku.deals.web.api.actions.open_deal", broken)
    assert asked("POST", "/deals", '{"company": "Aava Oy"}') == (
        500,
        {"code": "error", "message": "Something went wrong on our side"},
    )


def test_a_number_of_another_system_is_given_once(asked: Any) -> None:
    sent = '{"company": "Aava Oy", "external_id": "4711"}'
    assert [asked("POST", "/deals", sent)[0] for _ in range(2)] == [201, 422]
    refused = asked("POST", "/deals", sent)[1]
    assert (refused["code"], refused["field"], Deal.objects.count()) == ("known", "external_id", 1)
    (deal,) = asked("GET", "/deals?external_id=4711")[1]["items"]
    line = {"description": "Chair", "quantity": 1, "unit_price": 100, "kind": "service"}
    order = json.dumps({"deal_id": deal["id"], "external_id": "A-1", "lines": [line]})
    assert [asked("POST", "/orders", order)[0] for _ in range(2)] == [201, 422]
    assert len(asked("GET", "/orders?external_id=A-1")[1]["items"]) == 1
