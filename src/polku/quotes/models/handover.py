"""From yes to signature: the papers still needed, the doubts, who holds it."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class HandoverItem(Base):
    """One paper, doubt or introduction between a yes and the work: who holds it, by when, when it was settled."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    text = models.TextField()
    holder = models.CharField(max_length=200, default="", blank=True)
    due_date = models.DateField(null=True, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["deal", "id"], name="quote_handover")]

    def __str__(self) -> str:
        return self.text[:60]
