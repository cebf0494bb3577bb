"""Stays that took too long, and who was told."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Escalation(Base):
    """One stay of a deal that went past the time at which somebody is told; open as long as the stay lasts."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="escalations")
    stage = models.CharField(max_length=40)
    stage_entered_at = models.DateTimeField()
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "stage", "stage_entered_at"], name="escalated_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["role", "-id"], name="escalation_role")]

    def __str__(self) -> str:
        return f"{self.deal_id} in {self.stage}: {self.role}"
