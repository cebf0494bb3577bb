"""The versions of an order."""

from typing import Any, ClassVar

from django.db import models

from polku.db.guards import freeze
from polku.db.models import Base
from polku.orders.models.order import Order


class OrderChange(Base):
    """An order as it was before a change, and why it was changed; the reason alone can be erased, with a person."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="changes", db_index=False)
    version = models.IntegerField()
    reason = models.TextField()
    before: Any = models.JSONField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "version"], name="order_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version}"


freeze(OrderChange, columns=("order_id", "version", "before", "by_id", "at"), when="OLD.version > 0")
