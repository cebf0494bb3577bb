"""What the cycle sells, and the rows that one cycle writes, request by request."""

import pickle
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from benchmarks.selling import sell
from polku.access.actions import add_user, make_token
from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.company.models import Company
from polku.company.queries import forget
from polku.db import guards
from polku.eventlog.events import Via
from polku.stock.actions import Receipt, receive

PIECES = 10_000_000
FILE = "cycle.pickle"
Rows = list[tuple[str, dict[str, Any]]]


def made(at: datetime) -> dict[str, Any]:
    """Two products in stock and the token of an admin."""
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=at)
    new = [NewProduct("CHAIR", "Chair", price=Decimal(100)), NewProduct("DESK", "Desk", price=Decimal(250))]
    products = [one.product.id for one in add_products(new, actor=SYSTEM, at=at) if one.product]
    receive([Receipt(one, Decimal(PIECES), 7000) for one in products], actor=SYSTEM, at=at)
    user = add_user(email="admin@bench.example", role="admin", actor=SYSTEM, at=at)
    return {"products": products, "token": make_token(name="bench", actor=actor_of(user, Via.API), at=at)[1]}


def record(world: dict[str, Any]) -> int:
    """Sell once within this process, keep the rows that each request wrote, and let go of the guards; how many."""
    client = Client(headers={"Authorization": f"Bearer {world['token']}"})
    steps: list[dict[str, Rows]] = []

    def send(method: str, path: str, body: Any) -> Any:
        before = _all()
        answer = client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else _json(body),
            content_type="application/json",
            headers={"Idempotency-Key": f"record-{len(steps)}"},
        )
        assert answer.status_code < 300, answer.content
        steps.append(_written(before, _all()))
        return answer.json()

    sell(send, "Recorded", tuple(world["products"]))
    (Path(settings.HOME) / FILE).write_bytes(pickle.dumps(steps))
    guards.lifted().__enter__()
    return sum(len(one["changed"]) + len(one["added"]) for one in steps)


def _json(body: Any) -> bytes:
    import json

    return json.dumps(body).encode()


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("polku.") and isinstance(model._meta.pk, models.AutoField):
            yield model


def _all() -> dict[str, dict[int, dict[str, Any]]]:
    """Every row as it stands."""
    return {
        model._meta.label: {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for model in _tables()
    }


def _written(
    before: dict[str, dict[int, dict[str, Any]]], after: dict[str, dict[int, dict[str, Any]]]
) -> dict[str, Rows]:
    """What one request changed (the primary key and the columns) and what it added."""
    changed: Rows = []
    added: Rows = []
    for model in _tables():
        label, key = model._meta.label, model._meta.pk.attname
        for pk, row in sorted(after[label].items()):
            old = before[label].get(pk)
            if old is None:
                added.append((label, row))
            elif old != row:
                changed.append(
                    (label, {key: pk} | {name: row[name] for name in row if row[name] != old[name]})
                )
    return {"changed": changed, "added": added}
