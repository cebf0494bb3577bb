"""What went wrong with an order."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base
from polku.orders.models.line import OrderLine
from polku.orders.models.order import Order


class OrderTrouble(Base):
    """A short delivery, a refused bill; it waits until it is settled, with a reason.

    `replacement` is the line of the order of price zero by which goods go out again to make up for it.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="troubles")
    line = models.ForeignKey(OrderLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    text = models.TextField(default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled = models.CharField(max_length=10, default="", blank=True)
    settled_reason = models.TextField(default="", blank=True)
    settled_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    replacement = models.ForeignKey(
        OrderLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-id"], condition=models.Q(settled_at=None), name="order_trouble_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"
