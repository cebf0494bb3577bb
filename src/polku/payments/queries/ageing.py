"""Open bills by their age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from polku.access.logic import Actor
from polku.payments.logic.kinds import Side
from polku.payments.models import Item
from polku.payments.models.item import ItemQuerySet


@dataclass(frozen=True)
class Bucket:
    """How many open bills are of an age, and how much is open of them in a currency."""

    key: str
    currency: str
    count: int
    open_minor: int


def conditions(today: date) -> Mapping[str, Q]:
    """Which bills are of which age: by the days since they were due."""
    month, two = today - timedelta(days=30), today - timedelta(days=60)
    return {
        "not_due": Q(due_date=None) | Q(due_date__gte=today),
        "days_1": Q(due_date__lt=today, due_date__gte=month),
        "days_31": Q(due_date__lt=month, due_date__gte=two),
        "days_61": Q(due_date__lt=two),
    }


def open_bills(actor: Actor, *, today: date, age: str = "", customer_id: int | None = None) -> ItemQuerySet:
    """Open bills a person may see, the oldest due first."""
    rows: Any = Item.objects.visible_to(actor).open().filter(side=Side.DEBIT)
    if age in conditions(today):
        rows = rows.filter(conditions(today)[age])
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    found: ItemQuerySet = rows.select_related("customer", "order", "owner").order_by("due_date", "id")
    return found


def buckets(actor: Actor, *, today: date, customer_id: int | None = None) -> list[Bucket]:
    """The sums of each age and currency: one query."""
    rows = open_bills(actor, today=today, customer_id=customer_id).order_by()
    sums: dict[str, Any] = {}
    for key, condition in conditions(today).items():
        sums[f"{key}_n"] = Count("id", filter=condition)
        sums[f"{key}_sum"] = Sum("open_minor", filter=condition, default=0)
    found: Any = rows.values("currency").annotate(**sums).order_by("currency")
    return [
        Bucket(key, row["currency"], row[f"{key}_n"], row[f"{key}_sum"])
        for key in conditions(today)
        for row in found
        if row[f"{key}_n"]
    ]
