"""What the owner says of a deal."""

from django.db import models

from polku.db.models import Base
from polku.forecast.logic.categories import Category


class DealCategory(Base):
    """How sure a deal is; no row says in the pipeline. `event_id` is the event that set it."""

    deal = models.OneToOneField("deals.Deal", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, default=Category.PIPELINE.value)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.deal_id} {self.category}"
