"""How a segment is sold to, when that is looked at again, and what came of it."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Strategy(Base):
    """One page for a segment: a product, a kind of customer, or both; its goals are those of the same segment."""

    name = models.CharField(max_length=120)
    product = models.CharField(max_length=120, default="", blank=True)
    customer_kind = models.CharField(max_length=20, default="", blank=True)
    price_position = models.TextField(default="", blank=True)
    promotions = models.TextField(default="", blank=True)
    service_level = models.TextField(default="", blank=True)
    channels = models.TextField(default="", blank=True)
    review_date = models.DateField(null=True, blank=True)
    result = models.TextField(default="", blank=True)
    responsible = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name
