"""Where free goods and orders that wait for them meet: goods came in, and confirmed orders are short of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from polku.access.logic import Actor
from polku.catalogue.models import Product
from polku.db.lists import among
from polku.orders.models import Order, OrderLine
from polku.stock.models import Level
from polku.stock.queries.lines import with_state
from polku.stock.rules import StockPermission

LOOKED_AT = 500
"""Only so many of the newest orders are looked at where no product is named: it costs the same with a million."""


@dataclass(frozen=True)
class Waiting:
    """A product of which something is free, and the lines that wait for it, who was promised first first."""

    product: Product
    free: Decimal
    lines: Sequence[Any]

    @property
    def order_ids(self) -> list[int]:
        """The orders that wait, in their turn."""
        return list(dict.fromkeys(line.order_id for line in self.lines))

    @property
    def served_ids(self) -> list[int]:
        """Those of them for which what is free lasts, the last one perhaps in part."""
        left, found = self.free, []
        for line in self.lines:
            if left <= 0:
                break
            found.append(line.order_id)
            left -= line.quantity - line.waived_quantity - line.kept - line.gone
        return list(dict.fromkeys(found))


def waiting(actor: Actor, product_id: int | None = None) -> list[Waiting]:
    """Products of which something is free while orders wait that this person may ship; of one product, or of all.

    The oldest promised date comes first, then the oldest order. Three or four queries.
    """
    if not actor.may(StockPermission.SHIP):
        return []
    orders = Order.objects.visible_to(actor).reached_by(actor, StockPermission.SHIP)
    orders = orders.filter(state="confirmed", held_at=None, history=False)
    wanted = OrderLine.objects.filter(kind="goods", product__isnull=False)
    if product_id is None:
        newest = list(orders.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
        wanted = wanted.filter(order_id__in=among(newest))
    else:
        wanted = wanted.filter(product_id=product_id, order_id__in=orders.order_by().values("id"))
    lines: dict[int, list[Any]] = defaultdict(list)
    for line in _short(wanted):
        lines[line.product_id].append(line)
    free = _free(lines)
    products = Product.objects.filter(id__in=among(list(free))).order_by("sku") if free else []
    return [Waiting(one, free[one.pk], lines[one.pk]) for one in products]


def short_of(order_id: int) -> dict[int, Decimal]:
    """Goods of an order that are neither kept for it nor gone: line ids and how much."""
    lines = OrderLine.objects.filter(order_id=order_id, kind="goods", product__isnull=False)
    return {one.id: one.quantity - one.waived_quantity - one.kept - one.gone for one in _short(lines)}


def _short(lines: QuerySet[OrderLine]) -> QuerySet[Any]:
    """Those of which more is to be shipped than is kept for them or gone."""
    short = with_state(lines).filter(quantity__gt=F("waived_quantity") + F("kept") + F("gone"))
    return short.order_by(F("order__promised_date").asc(nulls_last=True), "order_id", "position")


def _free(lines: Mapping[int, Sequence[Any]]) -> dict[int, Decimal]:
    """How much of these products is free, where something is."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    if not lines:
        return found
    levels = Level.objects.filter(product_id__in=among(list(lines)), on_hand__gt=F("reserved"))
    for product_id, on_hand, reserved in levels.values_list("product_id", "on_hand", "reserved"):
        found[product_id] += on_hand - reserved
    return found
