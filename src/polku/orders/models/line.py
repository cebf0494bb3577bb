"""A line of an order."""

from typing import ClassVar

from django.db import models

from polku.catalogue.models.line import DocumentLine
from polku.db.fields import ExactField
from polku.orders.models.order import Order


class OrderLine(DocumentLine):
    """What was ordered. `waived_quantity` will not be delivered, and the customer knows."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    waived_quantity = ExactField(default=0)

    class Meta(DocumentLine.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0)
                & models.Q(waived_quantity__gte=0)
                & models.Q(waived_quantity__lte=models.F("quantity")),
                name="order_line_quantities",
            ),
        ]
