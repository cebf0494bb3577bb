"""Two customers that may be one."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class DuplicatePair(Base):
    """A suspicion with its score (0 to 100) and its reasons, found by the scan, gone when merged or dismissed."""

    one = models.ForeignKey("contacts.Customer", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("contacts.Customer", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons: Any = models.JSONField(default=list)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by_id = models.BigIntegerField(null=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="pair_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-score", "-id"], condition=models.Q(dismissed_at=None), name="pair_open_by_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.score}"


class DuplicateScan(Base):
    """How far the scan for duplicates has come: one row."""

    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_id)
