"""Ticks on the checklists of a process."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class ChecklistTick(Base):
    """An item of the process's checklists that is done, by whom and when."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="ticks")
    item = models.CharField(max_length=40)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "item"], name="tick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.item}"
