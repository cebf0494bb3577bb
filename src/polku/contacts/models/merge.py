"""A merge of duplicates, kept so that it can be undone."""

from typing import Any

from django.db import models

from polku.db.models import Base


class Merge(Base):
    """Which customer was merged into which, and what was moved and overwritten, to put it back."""

    kept = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    moved: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"
