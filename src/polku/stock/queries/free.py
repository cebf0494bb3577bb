"""How much of goods is promised to nobody: what offers and orders are measured against."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from polku.access.logic import Actor
from polku.catalogue.models import Product
from polku.db.fields import ExactField
from polku.db.lists import among
from polku.stock.models import Arrival, Level
from polku.stock.rules import StockPermission


def keeps_stock() -> bool:
    """Whether the company keeps goods, or expects some. One statement, a second where it keeps none."""
    return Level.objects.exists() or Arrival.objects.exists()


def free_of(actor: Actor, product_ids: Sequence[int]) -> dict[int, Decimal]:
    """What is free of these goods at all places; nothing where the company keeps no stock and expects none.

    One statement.
    """
    if not actor.may(StockPermission.SEE):
        return {}
    levels = Level.objects.filter(product=OuterRef("pk")).values("product")
    total = Subquery(
        levels.annotate(total=Sum(F("on_hand") - F("reserved"))).values("total"), output_field=ExactField()
    )
    keeps = Exists(Level.objects.all()) | Exists(Arrival.objects.all())
    goods = Product.objects.filter(keeps, id__in=among(product_ids), kind="goods")
    free = Coalesce(total, Value(Decimal(0), output_field=ExactField()))
    return dict(goods.annotate(free=free).values_list("id", "free"))
