"""Classes of products that are taxed alike, and what they are taxed with from which day."""

from typing import ClassVar

from django.db import models

from polku.catalogue.models.company_wide import CompanyWide
from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class TaxClassQuerySet(CompanyWide["TaxClass"]):
    """Those a person may see."""


class TaxRateQuerySet(CompanyWide["TaxRate"]):
    """Those a person may see."""


class TaxClass(Base):
    """Such as the standard rate, a reduced rate, exempt."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()

    objects = TaxClassQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.name)


class TaxSettings(Base):
    """One row: what holds for consumers in other states of the Union, as their sellers register it (One Stop Shop).

    `union`: `own` rates, those of the buyer's country once sales of a year are `above` the threshold (company
    currency), or `there` always. `above_since` is the first day after the threshold was passed.
    """

    union = models.CharField(max_length=5, default="own")
    threshold_minor = models.BigIntegerField(default=1_000_000)
    above_since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.union


class TaxRate(Base):
    """What a class is taxed with in a country from a day on; without country in any. Category as in EN 16931."""

    tax_class = models.ForeignKey(TaxClass, on_delete=models.PROTECT, related_name="rates", db_index=False)
    country = models.CharField(max_length=2, blank=True, default="")
    category = models.CharField(max_length=2)
    percent = ExactField()
    from_date = models.DateField()
    exemption_reason = models.CharField(max_length=200, blank=True, default="")

    objects = TaxRateQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tax_class", "country", "from_date"], name="tax_rate_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(percent__gte=0) & models.Q(percent__lte=100), name="tax_rate_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.percent} % {self.from_date}"
