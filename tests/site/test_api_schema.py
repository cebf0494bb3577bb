"""The API keeps its own word: whatever a client sends, the answer is one of those it declares."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polku.access.actions import make_token
from polku.ui.api import Input
from tests.conftest import NOW
from tests.openapi import openapi
from tests.site.conftest import World

SEED = int(os.environ.get("POLKU_API_SEED", "20261122"))
EXAMPLES = int(os.environ.get("POLKU_API_EXAMPLES", "5"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
"""More, and other ones: POLKU_API_EXAMPLES=200 POLKU_API_SEED=7."""

_served: Any = get_wsgi_application()
TEXTS = {"set_key": "bant", "question": "budget", "key": "contact", "item": "recap_done", "place": "pipeline"}


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The requests share the connection of the test, whose transaction a request must not end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_name_of_a_schema_is_taken_once() -> None:
    """Two schemas of one name would stand in the document as one, and it would lie about the other."""
    names = Counter(one.__name__ for one in _ours())
    assert [name for name, number in names.items() if number > 1] == []


def test_every_schema_says_what_it_is() -> None:
    assert [one.__qualname__ for one in _ours() if not one.__doc__] == []


def test_what_a_request_holds_is_read_by_its_fields_alone() -> None:
    """A `Schema` reads attributes too: `"text"` became a deal that was called “Text”, by `str.title`."""
    sent = [
        one for one in _ours() if one.__name__.endswith(("In", "Patch", "Values")) or one.__name__ == "Amount"
    ]
    assert [one.__qualname__ for one in sent if not issubclass(one, Input)] == []


@pytest.mark.usefixtures("_one_connection")
def test_every_answer_is_one_that_the_schema_declares(world: World) -> None:
    print(f"POLKU_API_SEED={SEED}")
    tried, broken = 0, []
    for operation in _operations():
        try:
            _try(operation, world)
        except (Exception, BaseExceptionGroup) as error:  # whatever it is, the other operations are tried too
            broken.append(f"{operation.label}: {_told(error)}")
        tried += 1
    assert broken == []
    assert tried > 100


def _ours() -> list[type[Schema]]:
    """Every schema of the product, once all its operations are loaded."""
    assert openapi()
    return [one for one in _schemas(Schema) if one.__module__.startswith("polku.")]


def _schemas(of: type[Schema]) -> list[type[Schema]]:
    return [found for one in of.__subclasses__() for found in (one, *_schemas(one))]


def _operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(deepcopy(openapi()))
    schema.app = _in_process
    return [found.ok() for found in schema.get_all_operations()]


def _in_process(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The product as a server runs it: the answer is read to its end, then closed."""
    answer = _served(environ, start)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


def _try(operation: Any, world: World) -> None:
    _, secret = make_token(name="schema", actor=world.actor("admin"), at=NOW)
    headers = {"Authorization": f"Bearer {secret}"}

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def run(case: Any, real: bool) -> None:
        if real:
            _make_real(case, world)
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    run()


def _make_real(case: Any, world: World) -> None:
    """Half of the requests name what is there, so that they come further than "not found"."""
    known = world.ids | TEXTS
    for holder in (case.path_parameters, case.body):
        if isinstance(holder, dict):
            holder.update({name: known[name] for name in holder if name in known})


def _told(error: BaseException) -> str:
    """What is wrong and with which request, shortly."""
    if isinstance(error, BaseExceptionGroup):
        return " | ".join(_told(one) for one in error.exceptions)
    return " ".join(f"{type(error).__name__} {error}".split())[:700]
