"""Promotions and limited-time offers, and each use of one."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from polku.catalogue.models.company_wide import CompanyWide
from polku.catalogue.models.group import CustomerGroup
from polku.catalogue.models.product import Product
from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class PromotionQuerySet(CompanyWide["Promotion"]):
    """Those a person may see."""


class PromotionUseQuerySet(CompanyWide["PromotionUse"]):
    """Those a person may see."""


class Promotion(Base):
    """A promotion ends at `to_at`, when its uses are gone, or when it is stopped. Without code it holds by itself.

    `product_ids` and `product_groups` say for what; both empty means everything. `uses` counts its uses: the database
    itself keeps it within `uses_max`.
    """

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    code = models.CharField(max_length=40, blank=True, default="")
    code_key = models.CharField(max_length=40, blank=True, default="", db_index=True)
    effect = models.CharField(max_length=10)
    value = ExactField()
    currency = models.CharField(max_length=3, blank=True, default="")
    free_product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    min_quantity = ExactField(default=Decimal(0))
    product_ids: Any = models.JSONField(default=list, blank=True)
    product_groups: Any = models.JSONField(default=list, blank=True)
    group = models.ForeignKey(
        CustomerGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_at = models.DateTimeField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    uses_max = models.IntegerField(null=True, blank=True)
    uses_per_customer_max = models.IntegerField(null=True, blank=True)
    uses = models.IntegerField(default=0)
    stackable = models.BooleanField(default=False)
    priority = models.IntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = PromotionQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(uses__gte=0)
                & (models.Q(uses_max=None) | models.Q(uses__lte=models.F("uses_max"))),
                name="promotion_uses",
            ),
            models.UniqueConstraint(
                fields=["code_key"],
                condition=~models.Q(code_key="") & models.Q(stopped_at=None),
                name="promotion_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class PromotionUse(Base):
    """One use by a sale (`subject`, such as an order); given back where the sale is called off."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="used", db_index=False)
    customer_id = models.BigIntegerField(null=True, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True, blank=True)

    objects = PromotionUseQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["promotion", "subject_type", "subject_id"], name="promotion_use_once_a_sale"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer_id", "promotion"], name="promotion_use_customer"),
            models.Index(fields=["subject_type", "subject_id"], name="promotion_use_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.subject_type} {self.subject_id}"
