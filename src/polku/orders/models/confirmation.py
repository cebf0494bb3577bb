"""What was confirmed to the customer in writing."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base
from polku.orders.models.order import Order


class Confirmation(Base):
    """The confirmation of one version of an order; `paper` is kept once it was drawn.

    `posted_at` says when its message was written; whether and when that left, it tells itself.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="confirmations", db_index=False)
    version = models.IntegerField()
    paper = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper_digest = models.CharField(max_length=64, default="", blank=True)
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "version"], name="order_confirmation_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(paper=None), name="order_confirmation_undrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version}"
