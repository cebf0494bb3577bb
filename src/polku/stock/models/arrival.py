"""Goods that a supplier is to bring."""

from typing import ClassVar, Final

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base

OPEN: Final = models.Q(quantity__gt=0, called_off_at=None)
"""Still to come."""


class Arrival(Base):
    """So much of a product is expected on a day; `quantity` is what is still to come, 0 once all of it is there."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = ExactField()
    day = models.DateField()
    reference = models.CharField(max_length=120, default="", blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="arrival_not_negative"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["product", "day"], condition=OPEN, name="arrival_of_product"),
            models.Index(fields=["day", "id"], condition=OPEN, name="arrival_open"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.quantity > 0 and self.called_off_at is None

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product_id} on {self.day}"
