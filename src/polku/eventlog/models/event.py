"""What happened, as a row that never changes."""

from typing import ClassVar

from django.db import models

from polku.db.fields import TransactionId
from polku.db.guards import append_only
from polku.db.models import Base


@append_only
class Event(Base):
    """One thing that happened. Ids are plain numbers: the log outlives what it speaks of.

    `at` is when it happened, `recorded_at` when Polku learnt of it. `timed` is false where the source gave no
    date: such rows count in volumes, never in times. `history` marks what an import stated of another system.
    `undoes` names the event that this one takes back. `txid` orders commits on PostgreSQL.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    timed = models.BooleanField(default=True)
    history = models.BooleanField(default=False)
    via = models.PositiveSmallIntegerField()
    actor_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    version_id = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=40, default="")
    undoes_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    txid = models.BigIntegerField(db_default=TransactionId())

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_id", "id"], name="event_case"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} of {self.subject_type} {self.subject_id}"
