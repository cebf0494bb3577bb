"""Goods promised to a line of an order."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base
from polku.stock.models.level import Location


class Reservation(Base):
    """So much at a place is kept for a line. What ships is reserved no longer."""

    order_line = models.ForeignKey(
        "orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    quantity = ExactField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order_line", "location"], name="reservation_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="reservation_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.order_line_id}"
