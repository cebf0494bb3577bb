"""Processes by API."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from polku.process.logic import ready_made
from polku.process.logic.definition import Definition

Headers = Callable[[str], dict[str, str]]
YAML = """polku: 1
key: own
name: Own
stages:
- {key: find, name: Find, phase: find}
- {key: close, name: Close, phase: close}
"""
DOCUMENT = {
    "polku": 1,
    "key": "own",
    "name": "Own",
    "stages": [{"key": "find", "name": "Find", "phase": "find"}],
}


class Api:
    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any = b"", kind: str = "application/json", **headers: str) -> Any:
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client().generic(
            "POST", f"/api/v1{path}", sent, content_type=kind, headers=self.headers | headers
        )


@pytest.fixture
def admin_api(token: Headers, eight_stage: Definition) -> Api:
    return Api(token("admin"))


@pytest.fixture
def alice_api(token: Headers, eight_stage: Definition) -> Api:
    return Api(token("alice"))


def test_processes_are_listed_and_read(alice_api: Api) -> None:
    (one,) = alice_api.get("/processes").json()
    assert (one["key"], one["name"]["fi"], one["is_default"], one["version"], one["has_draft"]) == (
        "eight-stage",
        "Kahdeksan vaihetta",
        True,
        1,
        False,
    )
    read = alice_api.get("/processes/eight-stage").json()
    assert [stage["key"] for stage in read["document"]["stages"]][:2] == ["find", "contact"]
    assert alice_api.get("/processes/eight-stage?number=1").json() == read
    assert [version["number"] for version in alice_api.get("/processes/eight-stage/versions").json()] == [1]


@pytest.mark.parametrize(
    "path",
    [
        "/processes/nowhere",
        "/processes/eight-stage?number=2",
        "/processes/nowhere/map.svg",
        "/processes/nowhere/versions",
    ],
)
def test_what_is_not_there_is_not_found(alice_api: Api, path: str) -> None:
    assert alice_api.get(path).status_code == 404


def test_what_was_read_can_be_published_again(admin_api: Api) -> None:
    document = admin_api.get("/processes/eight-stage").json()["document"]
    assert admin_api.post("/processes", document).json()["version"] == 1
    document["stages"][0]["expected_days"] = 9
    assert admin_api.post("/processes?note=Slower", document).json()["version"] == 2
    assert admin_api.get("/processes/eight-stage/versions").json()[0]["note"] == "Slower"


@pytest.mark.parametrize(
    ("body", "kind"), [(YAML, "application/yaml"), (DOCUMENT, "application/json"), (YAML, "text/plain")]
)
def test_a_document_is_published_as_json_or_yaml(admin_api: Api, body: Any, kind: str) -> None:
    answer = admin_api.post("/processes", body, kind)
    assert (answer.status_code, answer.json()["key"], answer.json()["version"]) == (201, "own", 1)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "application/json"),
        ("{", "application/json"),
        ("[" * 5000, "application/json"),
        ("NaN", "application/json"),
        ("[[" * 20 + "]]" * 20, "application/json"),
        ("null", "application/json"),
        ("[]", "application/json"),
        ('{"polku": 1, "key": "a\\u0000", "name": "x", "stages": []}', "application/json"),
        ("x" * 300_000, "application/json"),
        ("a: [", "application/yaml"),
        ("", "application/yaml"),
        (b"\xff\xfe\x00", "application/yaml"),
        (b"\xff", "application/json"),
    ],
)
def test_what_is_no_document_is_refused(admin_api: Api, body: Any, kind: str) -> None:
    assert admin_api.post("/processes", body, kind).status_code == 422


def test_a_refusal_lists_every_fault_with_its_place(admin_api: Api) -> None:
    answer = admin_api.post(
        "/processes",
        YAML.replace("phase: find", "phase: nowhere").replace("key: close", "key: Close"),
        "application/yaml",
    )
    assert [(fault["where"], fault["line"]) for fault in answer.json()["faults"]] == [
        ("stages[0].phase", 5),
        ("stages[1].key", 6),
    ]


def test_a_request_sent_twice_is_carried_out_once(admin_api: Api) -> None:
    document = DOCUMENT | {"key": "twice"}
    first = admin_api.post("/processes", document, **{"Idempotency-Key": "k"})
    again = admin_api.post("/processes", document, **{"Idempotency-Key": "k"})
    assert (first.json(), again.headers["Idempotent-Replay"]) == (again.json(), "true")


def test_ready_ones_are_loaded_beside_what_is_there(admin_api: Api) -> None:
    assert admin_api.post("/processes/ready/three-step").json()["key"] == "three-step"
    assert admin_api.post("/processes/ready/eight-stage").json()["key"] == "eight-stage"
    document = admin_api.get("/processes/eight-stage").json()["document"]
    admin_api.post("/processes", document | {"name": "Ours"})
    assert admin_api.post("/processes/ready/eight-stage").json()["key"] == "eight-stage-2"
    assert admin_api.post("/processes/ready/nowhere").status_code == 404


def test_a_seller_publishes_nothing(alice_api: Api) -> None:
    assert alice_api.post("/processes", DOCUMENT).status_code == 403
    assert alice_api.post("/processes/ready/three-step").status_code == 403
    assert Client().get("/api/v1/processes").status_code == 401


def test_the_map_is_drawn_in_the_language_asked_for(alice_api: Api) -> None:
    answer = alice_api.get("/processes/eight-stage/map.svg?language=fi")
    name = ready_made.definition("eight-stage").stages[0].name.to("fi")
    assert (answer["Content-Type"], name in answer.content.decode()) == ("image/svg+xml; charset=utf-8", True)


def test_the_lived_map_is_drawn_within_ones_scope(
    admin_api: Api, alice_api: Api, lived_deals: Sequence[int]
) -> None:
    everyone, own = (
        api.get("/processes/eight-stage/map.svg?figures=1&upright=1").content.decode()
        for api in (admin_api, alice_api)
    )
    assert ("n 10" in everyone, "n 7" in own) == (True, True)
