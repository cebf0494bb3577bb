"""Lines of a return."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base
from polku.returns.models.whole import Return


class ReturnLine(Base):
    """So much of a shipped line. `order_line` is where it was sold and billed: of goods that replaced others that of
    the first sale.

    `received_quantity` is what came (None: not yet), `cost_minor` the part of the shipped line's cost that came back
    with it, in company currency. `replacement` is the line of the order by which the same goods go out again.
    """

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    shipment_line = models.ForeignKey("stock.ShipmentLine", on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    quantity = ExactField()
    received_quantity = ExactField(null=True, blank=True)
    reason = models.CharField(max_length=20)
    resolution = models.CharField(max_length=10)
    condition = models.CharField(max_length=10, default="", blank=True)
    location = models.ForeignKey(
        "stock.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cost_minor = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    replacement = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0)
                & (
                    models.Q(received_quantity=None)
                    | models.Q(received_quantity__gte=0, received_quantity__lte=models.F("quantity"))
                ),
                name="return_line_quantities",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.shipment_line_id}"
