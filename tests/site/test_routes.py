"""Who gets through to what: every address of the site and every role, on things of another team.

The places stand in `places.py`; the expectation follows from the printed map of rights. Where somebody is refused,
nothing may have been written to any table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from polku.access.actions import make_token
from polku.access.logic import Reach, permission_map
from tests.conftest import NOW
from tests.site.conftest import ROLES, World
from tests.site.places import BODIES, FORMS, LIBRARIES, OPERATIONS, PAGES, REFUSED_IN_FORM
from tests.site.walking import Route, filled, fingerprint, operations, pages

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = ("anonymous", "charlie", *ROLES)
METHODS = ("GET", "POST")


def test_every_page_has_its_place() -> None:
    assert sorted(route.name for route in pages()) == sorted(PAGES)


def test_every_operation_has_its_place() -> None:
    assert sorted(route.name for route in operations()) == sorted(OPERATIONS)


@pytest.mark.parametrize("person", PEOPLE)
def test_who_is_refused_a_page_writes_nothing(world: World, person: str) -> None:
    client, before = _signed_in(world, person), fingerprint()
    wrong = [
        f"{method} {route.name}: {answer}"
        for route, method, cell in _cells()
        if cell == "-" or not _may(cell, person)
        for answer in [_page(client, world, route, method)]
        if answer not in _refusals(cell, person)
        if not (answer == 422 and route.name in REFUSED_IN_FORM)
    ]
    assert wrong == []
    assert fingerprint() == before


@pytest.mark.parametrize("person", PEOPLE)
def test_who_is_refused_an_operation_writes_nothing(world: World, person: str) -> None:
    headers, before = _token(world, person), fingerprint()
    wrong = [
        f"{route.name}: {answer}"
        for route in operations()
        if not _may(OPERATIONS[route.name], person)
        for answer in [_operation(world, route, headers)]
        if answer not in ((401,) if person == "anonymous" else (403, 404))
    ]
    assert wrong == []
    assert fingerprint() == before


def test_an_admin_gets_through_everywhere(world: World) -> None:
    client, headers = _signed_in(world, "admin"), _token(world, "admin")
    wrong = [
        f"{method} {route.name}: {answer}"
        for route, method, cell in _cells()
        if cell not in ("-", "self", "nobody")
        for answer in [_undone(_as_admin, client, world, route, method)]
        if answer in ("sign-in", 401, 403, 404, 405) or _is_crash(answer)
    ]
    wrong += [
        f"{route.name}: {answer}"
        for route in operations()
        if OPERATIONS[route.name] != "self"
        for answer in [_undone(_operation, world, route, headers)]
        if answer in (401, 403, 404, 405) or _is_crash(answer)
    ]
    assert wrong == []


def _as_admin(client: Client, world: World, route: Route, method: str) -> object:
    """Pages of sign-in may sign out, so each of them gets a session of its own."""
    own = _signed_in(world, "admin") if route.name in LIBRARIES else client
    return _page(own, world, route, method)


def _cells() -> Iterator[tuple[Route, str, str]]:
    for route in pages():
        for method, cell in zip(METHODS, PAGES[route.name].split(), strict=True):
            yield route, method, cell


def _may(cell: str, person: str) -> bool:
    """Whether the map of rights lets a person through who is of another team than the thing."""
    if cell in ("public", "signed"):
        return cell == "public" or person != "anonymous"
    if cell in ("self", "nobody") or person == "anonymous":
        return False
    role = {"charlie": "seller"}.get(person, person)
    if cell == "colleagues":
        return role in ("manager", "admin")
    reach = permission_map()[cell.rstrip("*")][role]
    return reach == Reach.ALL if cell.endswith("*") else reach > Reach.NONE


def _refusals(cell: str, person: str) -> tuple[object, ...]:
    if cell == "-":
        return (405, "sign-in") if person == "anonymous" else (405,)
    if cell == "nobody":
        return ("sign-in", 302, 400, 403, 404)
    return ("sign-in",) if person == "anonymous" else (403, 404)


def _signed_in(world: World, person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person != "anonymous":
        client.force_login(world.user(person), backend=SIGN_IN)
    return client


def _token(world: World, person: str) -> dict[str, str]:
    if person == "anonymous":
        return {}
    _, secret = make_token(name="routes", actor=world.actor(person), at=NOW)
    Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    return {"Authorization": f"Bearer {secret}"}


def _page(client: Client, world: World, route: Route, method: str) -> object:
    form = filled(FORMS.get(route.name, {}), world.ids) if method == "POST" else {}
    send: Any = client.get if method == "GET" else client.post
    answer = send(route.url(world.ids), form)
    place = answer.headers.get("Location", "")
    return "sign-in" if place.startswith("/account/login/") else _read(answer)


def _operation(world: World, route: Route, headers: dict[str, str]) -> int:
    method, client = route.name.split()[0], Client(raise_request_exception=False)
    if route.name in ("POST /imports", "POST /imports/{import_id}/mended", "POST /bank-statements"):
        return _read(client.post(route.url(world.ids), {"kind": "deals", "file": _file()}, headers=headers))
    body = "" if method in ("GET", "DELETE") else json.dumps(filled(BODIES.get(route.name, {}), world.ids))
    url = route.url(world.ids) + ("?q=puu" if route.name == "GET /search" else "")
    return _read(client.generic(method, url, body, content_type="application/json", headers=headers))


def _file() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("leads.csv", b"id,company\n1,Kivi Oy\n")


def _read(answer: HttpResponseBase) -> int:
    if answer.streaming:
        list(answer.streaming_content)  # type: ignore[attr-defined] # read to its end the client closes it
    return answer.status_code


def _undone(act: Callable[..., object], *given: object) -> object:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] # an action in it is undone by itself, as in a server
    with block:
        answer = act(*given)
        transaction.set_rollback(True)
    return answer


def _is_crash(answer: object) -> bool:
    return isinstance(answer, int) and answer >= 500
