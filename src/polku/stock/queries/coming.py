"""When goods come that are not there: what suppliers are to bring, less what orders that wait take first.

An arrival that is overdue counts for nothing: nobody knows when it comes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum

from polku.access.logic import Actor
from polku.catalogue.availability import Part, take
from polku.db.fields import ExactField
from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.stock.models import Arrival, Level
from polku.stock.models.arrival import OPEN
from polku.stock.queries.waiting import free_now, lacking, short
from polku.stock.rules import StockPermission

LOOKED_AT = 1000
"""Only so many of the newest lines of goods are asked whether they wait: it costs the same with a million orders."""


@dataclass(frozen=True)
class Missing:
    """So much of a line is neither kept for it nor gone; all of it can be there on `day`, where that is known."""

    quantity: Decimal
    day: date | None = None


def arrivals(actor: Actor) -> QuerySet[Arrival]:
    """What is still to come, the next first."""
    actor.require(StockPermission.SEE)
    return Arrival.objects.filter(OPEN).select_related("product").order_by("day", "id")


def expected(_actor: Actor, product_ids: Sequence[int], on: date) -> dict[int, list[Part]]:
    """What comes of these goods from a day on, less what orders that wait take first. One or three statements."""
    coming = _coming(product_ids, on)
    if not coming:
        return {}
    ahead: dict[int, Decimal] = defaultdict(Decimal)
    for line in short(_newest(coming)):
        ahead[line.product_id] += lacking(line)
    for key, parts in coming.items():
        take(parts, ahead[key])
    return coming


def missing_of(order_id: int, on: date) -> dict[int, Missing]:
    """Goods of an order that are neither kept for it nor gone, by line: how much, and from a day on when it comes.

    One statement where nothing is missing or nothing is to come.
    """
    own = list(short(OrderLine.objects.filter(order_id=order_id, kind="goods", product__isnull=False)))
    coming = _coming({line.product_id for line in own}, on) if own else {}
    found = {line.id: Missing(lacking(line)) for line in own}
    if not coming:
        return found
    free = free_now(coming)
    supply: dict[int, list[Part]] = {key: [(None, free[key]), *parts] for key, parts in coming.items()}
    queue = {line.id: line for line in short(_newest(coming))} | {line.id: line for line in own}
    for line in sorted(queue.values(), key=_turn):
        day = take(supply.get(line.product_id, []), lacking(line))
        if line.id in found:
            found[line.id] = Missing(lacking(line), day)
    return found


def expected_days(order_id: int, on: date) -> dict[int, date]:
    """On which day what is missing of the lines of an order can be there, where that is known."""
    return {key: one.day for key, one in missing_of(order_id, on).items() if one.day is not None}


def _coming(product_ids: Iterable[int], on: date) -> dict[int, list[Part]]:
    rows = Arrival.objects.filter(OPEN, product_id__in=among(list(product_ids)), day__gte=on)
    found: dict[int, list[Part]] = defaultdict(list)
    for product_id, day, quantity in rows.order_by("day", "id").values_list("product_id", "day", "quantity"):
        found[product_id].append((day, quantity))
    return dict(found)


def _newest(product_ids: Iterable[int]) -> QuerySet[OrderLine]:
    """The newest lines of these goods in orders that go on."""
    rows = OrderLine.objects.filter(product_id__in=among(list(product_ids)), kind="goods")
    rows = rows.filter(order__state="confirmed", order__held_at=None, order__history=False)
    return OrderLine.objects.filter(
        id__in=list(rows.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
    )


def _turn(line: Any) -> tuple[bool, date, int, int]:
    """Who was promised first gets first, then the oldest order."""
    promised = line.order.promised_date
    return (promised is None, promised or date.max, line.order_id, line.position)


def with_expected(levels: QuerySet[Level]) -> QuerySet[Any]:
    """Levels with how much of their product is still to come, and when the next of it."""
    rows = Arrival.objects.filter(OPEN, product=OuterRef("product")).order_by().values("product")
    return levels.annotate(
        expected=Subquery(rows.annotate(total=Sum("quantity")).values("total"), output_field=ExactField()),
        expected_on=Subquery(rows.annotate(next=Min("day")).values("next")),
    )


def arrivals_of(product_ids: Iterable[int]) -> Mapping[int, list[Arrival]]:
    """What is still to come of these products, the next first, overdue ones too."""
    found: dict[int, list[Arrival]] = defaultdict(list)
    for row in Arrival.objects.filter(OPEN, product_id__in=among(list(product_ids))).order_by("day", "id"):
        found[row.product_id].append(row)
    return found
