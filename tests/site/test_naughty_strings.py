"""Whatever is sent as a text comes back byte by byte, or is refused with the field named; never half, never a crash."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import pytest
from django.test import Client

from polku.access.actions import make_token
from tests.conftest import NOW
from tests.site.conftest import World
from tests.site.naughty import STRINGS

TRIMMED = {"/teams", "/me", "/saved-views", "/deals/{deal_id}/next-step"}
"""Names of our own things and next steps are kept without the spaces around them."""
JOINED = {("a new deal", "source"), ("a deal", "source")}
"""Its spellings are one where only blanks tell them apart."""


@dataclass(frozen=True)
class Sent:
    """Where texts are sent, what else the request holds, and where the answer shows them."""

    method: str
    path: str
    fields: tuple[str, ...]
    rest: Mapping[str, object] = field(default_factory=dict)
    inside: str = ""
    within: str = ""

    def body(self, name: str, text: str) -> dict[str, object]:
        """A request with the text in one field."""
        fresh = {key: token_hex(8) if value == UNIQUE else value for key, value in self.rest.items()}
        made = fresh | {name: text}
        return {self.inside: made} if self.inside else made

    def shown(self, answer: Any, name: str) -> object:
        """The field in the answer."""
        row = answer[self.within] if self.within else answer
        return row[SHOWN_AS.get((self.path, name), name)]


UNIQUE = "<unique>"
SHOWN_AS = {("/deals/{deal_id}/next-step", "text"): "next_step"}
ON_DEAL = ("title", "external_id", "source", "campaign", "product")
ON_CUSTOMER = ("country", "city", "vat_id", "website", "language")
ON_ACTIVITY = ("text", "outcome", "reaction", "direction")
SENT = {
    "a new deal": Sent("POST", "/deals", (*ON_DEAL, "next_step"), {"company": "Kivi Oy"}),
    "a deal": Sent("PATCH", "/deals/{deal_id}", ON_DEAL, inside="values", within="deal"),
    "a next step": Sent("PUT", "/deals/{deal_id}/next-step", ("text",), within="deal"),
    "a new customer": Sent("POST", "/customers", ON_CUSTOMER, {"company": "Kivi Oy"}),
    "a customer": Sent("PATCH", "/customers/{customer_id}", ("name", *ON_CUSTOMER), inside="values"),
    "a contact": Sent(
        "PATCH", "/contacts/{contact_id}", ("name", "email", "phone", "position", "language"), inside="values"
    ),
    "a consent": Sent(
        "POST", "/contacts/{contact_id}/consents", ("purpose", "source"), {"purpose": "email", "given": True}
    ),
    "a new activity": Sent(
        "POST",
        "/activities",
        ("kind", *ON_ACTIVITY),
        {"deal_id": 0, "kind": "note", "text": "x"},
        within="activity",
    ),
    "an activity": Sent(
        "PATCH", "/activities/{activity_id}", ON_ACTIVITY, inside="values", within="activity"
    ),
    "an answer": Sent(
        "PUT",
        "/deals/{deal_id}/answers/bant/problem",
        ("value", "source", "product"),
        {"value": "x"},
        within="answer",
    ),
    "a team": Sent("POST", "/teams", ("name", "department"), {"name": UNIQUE}),
    "oneself": Sent("PATCH", "/me", ("name", "language", "theme")),
    "a view": Sent("POST", "/saved-views", ("name",), {"place": "pipeline"}),
}
CASES = [(what, name) for what, one in SENT.items() for name in one.fields]


@pytest.mark.parametrize(("what", "name"), CASES)
def test_a_text_comes_back_as_it_was_or_is_refused_by_name(world: World, what: str, name: str) -> None:
    send = _client(world)
    wrong = [said for kind, text in STRINGS.items() if (said := _tried(send, world, what, name, text, kind))]
    assert wrong == []


@pytest.mark.parametrize("parameter", ["stage", "source", "external_id", "outcome", "after"])
def test_a_text_in_an_address_finds_nothing_or_is_refused(world: World, parameter: str) -> None:
    send = _client(world)
    found = {kind: send("GET", "/deals", query={parameter: text}) for kind, text in _sendable().items()}
    assert {
        kind: answer.status_code for kind, answer in found.items() if answer.status_code not in (200, 422)
    } == {}
    assert found["nul"].json()["errors"].keys() == {parameter}


def test_words_that_are_searched_may_be_anything(world: World) -> None:
    send = _client(world)
    answers = {
        kind: send("GET", "/search", query={"q": text}).status_code for kind, text in _sendable().items()
    }
    assert {kind: code for kind, code in answers.items() if code != (422 if kind == "nul" else 200)} == {}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b'{"company": NaN'),
        ("application/json", b"\xff\xfe{"),
        ("application/json", b"[" * 100_000),
        ("application/json", b'{"company": ' + b"9" * 10_000 + b"}"),
        ("application/json", b'"text"'),
        ("application/json", b"[]"),
        ("application/json", b"null"),
        ("application/json", b""),
        ("text/plain", b"company=Kivi"),
        ("application/x-www-form-urlencoded", b"company=Kivi"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data", b"nothing"),
        ("", b"\x00"),
    ],
)
def test_a_body_that_is_no_request_is_told_so(world: World, content_type: str, body: bytes) -> None:
    answer = _client(world)("POST", "/deals", raw=body, content_type=content_type)
    assert (answer.status_code in (400, 422), answer.headers["Content-Type"].split(";")[0]) == (
        True,
        "application/json",
    )


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-20T10:00:00", "soon", 10**30],
)
def test_a_moment_that_no_clock_shows_is_refused_by_name(world: World, moment: object) -> None:
    answer = _client(world)(
        "PUT", f"/deals/{world.ids['deal_id']}/next-step", {"text": "Call", "due_at": moment}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["due_at"])


@pytest.mark.parametrize("key", ["a\nb", "k" * 201, "ключ", " "])
def test_a_key_of_a_request_is_taken_or_refused(world: World, key: str) -> None:
    send = _client(world)
    try:
        answer = send("POST", "/deals", {"company": "Kivi Oy"}, headers={"Idempotency-Key": key})
    except ValueError:  # no client sends a line break in a header
        return
    assert answer.status_code in (201, 422)


def _tried(send: Any, world: World, what: str, name: str, text: str, kind: str) -> str:
    one = SENT[what]
    body = one.body(name, text)
    if "deal_id" in body:
        body["deal_id"] = world.ids["deal_id"]
    answer = send(one.method, one.path.format(**world.ids), body)
    if answer.status_code == 422:
        named = [*answer.json().get("errors", {}), answer.json().get("field")]
        return (
            ""
            if any(_names(one, name) for one in named)
            else f"{kind}: refused without its field: {answer.json()}"
        )
    if answer.status_code == 404 and name == "kind":
        return ""
    if answer.status_code not in (200, 201):
        return f"{kind}: {answer.status_code} {answer.content[:200]!r}"
    got = one.shown(answer.json(), name)
    same = {text, text.strip()} if one.path in TRIMMED else {text}
    if (what, name) in JOINED:
        same = {" ".join(text.split())}
    return "" if got in same else f"{kind}: sent {text[:40]!r}, got {got!r:.60}"


def _names(told: object, name: str) -> bool:
    aliases = {"purpose": {"consents"}, "title": {"fallback"}, "text": {"next_step"}}.get(name, set())
    return isinstance(told, str) and told.split(".")[-1] in {name, *aliases}


def _sendable() -> dict[str, str]:
    """What an address can hold: no halves of characters, and not too long for a server."""
    return {kind: text for kind, text in STRINGS.items() if "half" not in kind and len(text) < 5_000}


def _client(world: World) -> Callable[..., Any]:
    _, secret = make_token(name="naughty", actor=world.actor("admin"), at=NOW)
    bearer = {"Authorization": f"Bearer {secret}"}

    def send(
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        query: dict[str, str] | None = None,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Any:
        sent = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        sending = {"content_type": content_type, "headers": bearer | (headers or {}), "query_params": query}
        return Client().generic(method, f"/api/v1{path}", sent, **sending)

    return send
