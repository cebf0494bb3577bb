"""What the page about the API shows is true: its requests are sent as they stand, and answered as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import time_machine
from django.test import Client

from polku.access.actions import make_token
from polku.access.logic import SYSTEM
from polku.catalogue.actions import load_ready_taxes
from polku.company.models import Company
from polku.company.queries import forget
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People
from tests.tidy.source import ROOT

_BLOCK = re.compile(r"```(http|json)\n(.*?)```", re.DOTALL)
_ID = re.compile(r"\b\d{2}\b")


def blocks() -> Iterator[tuple[str, str]]:
    page = (ROOT / "docs/how-to/by-api.md").read_text(encoding="utf-8")
    return ((found[1], found[2]) for found in _BLOCK.finditer(page))


class Reader:
    """Sends what the page shows; an id or a day that the page made up stands for the one that was answered."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"})
        self.meant: dict[Any, Any] = {}
        self.answer: Any = None
        self.sent = 0

    def send(self, shown: str) -> None:
        first, _, body = shown.partition("\n")
        method, path = first.split()
        path = _ID.sub(lambda one: str(self.meant[int(one[0])]), path)
        self.sent += 1
        answer = self.client.generic(
            method,
            path,
            json.dumps(self.real(json.loads(body))) if body else "",
            content_type="application/json",
            headers={"Idempotency-Key": f"shop-4711-{self.sent}"} if body else {},
        )
        assert answer.status_code in (200, 201), (first, answer.content)
        self.answer = answer.json()

    def real(self, shown: Any) -> Any:
        """What the page shows, with what was really answered in it."""
        if isinstance(shown, dict):
            return {
                name: [self.meant[one] for one in value]
                if name.endswith("_ids")
                else self.meant[value]
                if name.endswith("_id")
                else self.real(value)
                for name, value in shown.items()
            }
        if isinstance(shown, list):
            return [self.real(one) for one in shown]
        return self.meant.get(shown, shown) if isinstance(shown, str) else shown

    def compare(self, shown: Any, answered: Any) -> None:
        """All that the page shows is in the answer; what is not shown may be there too."""
        if isinstance(shown, dict):
            for name, value in shown.items():
                if name == "id" or name.endswith(("_id", "number", "_date")):
                    assert self.meant.setdefault(value, answered[name]) == answered[name], name
                else:
                    self.compare(value, answered[name])
        elif isinstance(shown, list):
            assert len(shown) == len(answered)
            for one, other in zip(shown, answered, strict=True):
                self.compare(one, other)
        else:
            assert answered == shown


def test_the_page_about_the_api_sells_from_the_deal_to_the_paid_invoice(
    people: People, eight_stage: Definition
) -> None:
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=NOW)
    reader = Reader(make_token(name="shop", actor=people.actor("admin"), at=NOW)[1])
    with time_machine.travel(NOW, tick=False):
        for kind, shown in blocks():
            if kind == "http":
                reader.send(shown)
            else:
                reader.compare(json.loads(shown), reader.answer)
    assert (reader.sent, reader.answer["closed"]) == (13, True)
