"""Price lists: dated, of one currency, for everybody or for one group of customers."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from polku.catalogue.models.company_wide import CompanyWide
from polku.catalogue.models.group import CustomerGroup
from polku.catalogue.models.product import Product
from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class PriceListQuerySet(CompanyWide["PriceList"]):
    """Those a person may see."""


class PriceQuerySet(CompanyWide["Price"]):
    """Those a person may see."""


class PriceList(Base):
    """`to_date` is the last day on which it holds. A higher `priority` goes first."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    currency = models.CharField(max_length=3)
    group = models.ForeignKey(
        CustomerGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    priority = models.IntegerField(default=0)
    prices_include_tax = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = PriceListQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(from_date=None)
                | models.Q(to_date=None)
                | models.Q(to_date__gte=models.F("from_date")),
                name="price_list_dates",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Price(Base):
    """What one costs by a list from a quantity on, in major units of the list's currency."""

    list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="prices", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    min_quantity = ExactField(default=Decimal(0))
    unit_price = ExactField()

    objects = PriceQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["list", "product", "min_quantity"], name="price_once"),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0) & models.Q(min_quantity__gte=0),
                name="price_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_price} from {self.min_quantity}"
