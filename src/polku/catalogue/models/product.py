"""Goods and services."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.catalogue.logic.codes import Kind, Tracked
from polku.catalogue.models.company_wide import CompanyWide
from polku.catalogue.models.tax import TaxClass
from polku.db.fields import WordsField
from polku.db.models import Base
from polku.kernel.money import Money


class ProductQuerySet(CompanyWide["Product"]):
    """Products a person may see."""

    def current(self) -> Self:
        """Those that are sold today."""
        return self.filter(retired_at=None)


class Product(Base):
    """Something to sell. `name_key` is its folded English (or first) name, by which lists are ordered."""

    sku = models.CharField(max_length=60, unique=True)
    name = WordsField()
    name_key = models.CharField(max_length=300)
    description = WordsField(default=dict, blank=True)
    kind = models.CharField(max_length=8, default=Kind.GOODS.value)
    unit = models.CharField(max_length=3, default="C62")
    group = models.CharField(max_length=60, blank=True, default="")
    tax_class = models.ForeignKey(TaxClass, on_delete=models.PROTECT, related_name="+")
    tracked = models.CharField(max_length=8, default=Tracked.NONE.value)
    cost_minor = models.BigIntegerField(null=True, blank=True)
    cost_currency = models.CharField(max_length=3, blank=True, default="")
    custom: Any = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ProductQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="product_name"),
            models.Index(fields=["group", "name_key"], name="product_group"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(cost_minor=None) | models.Q(cost_minor__gte=0), name="product_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"

    @property
    def cost(self) -> Money | None:
        """What it costs the company; shown only to those who may see costs."""
        return None if self.cost_minor is None else Money(self.cost_minor, self.cost_currency)
