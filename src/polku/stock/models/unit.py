"""Pieces and batches known by a code."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base
from polku.stock.models.level import Location
from polku.stock.models.shipment import ShipmentLine


class Unit(Base):
    """A serial number (one piece) or a lot (so many), where it lies; `location` is None once all of it is gone."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=120)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = ExactField(default=1)
    best_before = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "code"], name="unit_code_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="unit_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code


class ShippedUnit(Base):
    """Which piece or batch went out with a line: where a complaint leads back to."""

    line = models.ForeignKey(ShipmentLine, on_delete=models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quantity = ExactField(default=1)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "unit"], name="shipped_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} with {self.line_id}"
