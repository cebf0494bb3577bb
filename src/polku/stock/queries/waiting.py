"""Where free goods and orders that wait for them meet: goods came in, and confirmed orders are short of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
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
            left -= lacking(line)
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
    for line in short(wanted):
        lines[line.product_id].append(line)
    free = free_now(lines)
    products = Product.objects.filter(id__in=among(list(free))).order_by("sku") if free else []
    return [Waiting(one, free[one.pk], lines[one.pk]) for one in products]


def lacking(line: Any) -> Decimal:
    """How much of such a line is to be shipped and neither kept for it nor gone."""
    left: Decimal = line.quantity - line.waived_quantity - line.kept - line.gone
    return left


def short(lines: QuerySet[OrderLine]) -> QuerySet[Any]:
    """Those of which more is to be shipped than is kept for them or gone, who was promised first first."""
    found = with_state(lines).filter(quantity__gt=F("waived_quantity") + F("kept") + F("gone"))
    return found.select_related("order").order_by(
        F("order__promised_date").asc(nulls_last=True), "order_id", "position"
    )


def free_now(product_ids: Collection[int]) -> dict[int, Decimal]:
    """How much of these products is free, where something is."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    if not product_ids:
        return found
    levels = Level.objects.filter(product_id__in=among(list(product_ids)), on_hand__gt=F("reserved"))
    for product_id, on_hand, reserved in levels.values_list("product_id", "on_hand", "reserved"):
        found[product_id] += on_hand - reserved
    return found
