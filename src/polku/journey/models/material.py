"""What a buyer has got of what they must know."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base
from polku.journey.models.of_deal import OfDeal


class MaterialQuerySet(OfDeal["Material"]):
    """Materials in the deals a person may see."""


class Material(Base):
    """One thing that they must know to decide, of one deal: sent, and opened where that is known.

    `key` is the entry of the journey.
    """

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = MaterialQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "key"], name="material_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} in deal {self.deal_id}"
