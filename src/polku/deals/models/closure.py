"""Why a deal ended, paused, or passed a criterion by."""

from typing import Any

from django.db import models

from polku.db.models import Base


class Closure(Base):
    """One ending or pause of a deal: reason codes, the buyer's own words, until when, what an upgrade added."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="closures")
    event = models.ForeignKey("eventlog.Event", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    reasons: Any = models.JSONField(default=list)
    words = models.TextField(default="", blank=True)
    until = models.DateField(null=True, blank=True)
    added_minor = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deal_id} {self.outcome}"


class Override(Base):
    """A move past unmet criteria: which ones, and the reason given."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="overrides")
    event = models.ForeignKey("eventlog.Event", on_delete=models.PROTECT, related_name="+")
    unmet: Any = models.JSONField(default=list)
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.reason}"
