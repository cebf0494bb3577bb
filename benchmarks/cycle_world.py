"""What the cycle sells, and the rows that one cycle writes, request by request."""

import pickle
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
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
    _let_go_of_guards()
    return sum(len(one["changed"]) + len(one["added"]) for one in steps)


def _let_go_of_guards() -> None:
    """The bare views have none; the installation is thrown away."""
    with connection.cursor() as cursor:
        for guard in guards._guards.values():
            for name in guard.names:
                on = "" if connection.vendor == "sqlite" else f' ON "{guard.table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


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
    return {"changed": changed, "added": _in_order(added)}


def _in_order(added: Rows) -> Rows:
    """Each row after those that it points to."""
    left = {(label, row[apps.get_model(label)._meta.pk.attname]): row for label, row in added}
    found: Rows = []
    while left:
        ready = [key for key, row in left.items() if not any(one in left for one in _pointed(key[0], row))]
        for label, pk in ready or list(left):
            found.append((label, left.pop((label, pk))))
    return found


def _pointed(label: str, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The rows that a row's foreign keys mean."""
    for field in apps.get_model(label)._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and row[field.attname] is not None:
            yield field.related_model._meta.label, row[field.attname]
