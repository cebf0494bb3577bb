"""A change of many deals at once, kept so that it can be watched, told row by row, and taken back whole."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class Batch(Base):
    """What was asked of which deals, and what became of each.

    `args` are the values of the act (a stage, an owner, reasons), `errors` the refused rows as `{deal id: message}`,
    `events` what was written.
    """

    act = models.CharField(max_length=20)
    args: Any = models.JSONField(default=dict)
    deal_ids: Any = models.JSONField(default=list)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    errors: Any = models.JSONField(default=dict)
    events: Any = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by", "-id"], name="batch_by")]

    def __str__(self) -> str:
        return f"{self.act} of {len(self.deal_ids)} deals"

    @property
    def total(self) -> int:
        """How many deals it is about."""
        return len(self.deal_ids)
