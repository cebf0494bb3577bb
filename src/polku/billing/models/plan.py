"""By which steps an order is billed, whatever was delivered."""

from typing import ClassVar

from django.db import models

from polku.billing.models.invoice import Invoice
from polku.db.fields import ExactField
from polku.db.models import Base


class PlanStep(Base):
    """A part of an order to be billed from a day on; `invoice` is its draft or the invoice that it became."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.IntegerField()
    on_date = models.DateField()
    percent = ExactField()
    invoice = models.OneToOneField(
        Invoice, null=True, blank=True, on_delete=models.SET_NULL, related_name="plan_step"
    )

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "position"], name="plan_step_once"),
            models.CheckConstraint(condition=models.Q(percent__gt=0), name="plan_step_of_something"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["on_date", "id"], condition=models.Q(invoice=None), name="plan_step_open"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.percent} % on {self.on_date}"
