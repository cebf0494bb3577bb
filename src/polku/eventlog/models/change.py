"""Field by field, what an event changed; personal data may stand here, so rows are erasable."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base
from polku.eventlog.models.event import Event


class Change(Base):
    """The value of one field of one row before and after an event: field history, undo and merge read it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="changes")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "row_id", "id"], name="change_row"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}.{self.field}"
