"""Every movement of goods."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.guards import append_only
from polku.db.models import Base
from polku.stock.models.level import Location


@append_only
class StockMove(Base):
    """Goods came (`to_location`), went (`from_location`) or changed place (both), with their value."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    to_location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = ExactField()
    value_minor = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10)
    reference_type = models.CharField(max_length=20, default="", blank=True)
    reference_id = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0) & models.Q(value_minor__gte=0), name="stock_move_amounts"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["product", "-id"], name="stock_move_product"),
            models.Index(fields=["reference_type", "reference_id"], name="stock_move_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
