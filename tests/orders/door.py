"""A person's token at the API."""

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.actions import make_token
from polku.access.logic import Actor
from tests.conftest import NOW


class Door:
    """Sends requests with a token, and counts the statements of one."""

    def __init__(self, actor: Actor) -> None:
        _, secret = make_token(name="test", actor=actor, at=NOW)
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client()

    def __call__(self, method: str, path: str, body: object = None, key: str = "") -> tuple[int, Any]:
        """The status and the body of an answer."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        data = "" if body is None else json.dumps(body)
        answer = self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def statements(self, method: str, path: str, body: object = None) -> tuple[list[str], Any]:
        """The statements of a request that succeeds, and its body."""
        with CaptureQueriesContext(connection) as seen:
            status, answer = self(method, path, body)
        assert status < 300, answer
        return [one["sql"] for one in seen.captured_queries], answer
