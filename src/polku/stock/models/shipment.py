"""Deliveries."""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.db.fields import ExactField
from polku.db.models import Base
from polku.stock.logic.permission import StockPermission
from polku.stock.logic.states import State
from polku.stock.models.level import Location


class ShipmentQuerySet(Scoped["Shipment"]):
    """Shipments a person may see: those of orders of their reach."""

    see = StockPermission.SEE
    team_path = "order__team_id"
    owner_path = "order__owner_id"


class Shipment(Base):
    """Goods on their way to a customer, or a service done. What was not tracked by a carrier has neither."""

    number = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=State.PICKING.value)
    service = models.BooleanField(default=False)
    carrier = models.CharField(max_length=100, default="", blank=True)
    tracking = models.CharField(max_length=100, default="", blank=True)
    promised_date = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=200, default="", blank=True)
    proof = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    history = models.BooleanField(default=False)

    objects = ShipmentQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-id"], name="shipment_state"),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(Base):
    """So much of an order's line. `cost_minor` is what the goods cost when they left, in company currency."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(
        Location, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    quantity = ExactField()
    cost_minor = models.BigIntegerField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shipment", "order_line", "location"], name="shipment_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="shipment_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line_id}"
