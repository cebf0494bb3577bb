"""Stage visits and the tree of stage sequences."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class PathNode(Base):
    """A node of the prefix tree of stage sequences of one process: `parent_id` 0 is the root."""

    process = models.ForeignKey("process.Process", on_delete=models.PROTECT, related_name="+")
    parent_id = models.BigIntegerField(default=0)
    stage = models.CharField(max_length=40)
    depth = models.PositiveIntegerField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["process", "parent_id", "stage"], name="path_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}/{self.stage}"


class StageVisit(Base):
    """One stay of a deal in a stage. `leaving` is empty while it lasts, then moved, won, lost, paused, no_decision or
    mapped (a new version of the process put another stage in its place: no step of the sale); the seconds are those
    of the finished stay and None where a date is unknown. `not_needed` lists the stages passed over on the way in that
    a rule called so for this deal at that moment.
    """

    # The constraint's index begins with it.
    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="visits", db_index=False)
    version = models.ForeignKey("process.ProcessVersion", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    previous_stage = models.CharField(max_length=40, default="", blank=True)
    path_id = models.BigIntegerField()
    entered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    leaving = models.CharField(max_length=12, default="", blank=True)
    working_seconds = models.BigIntegerField(null=True)
    calendar_seconds = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    history = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    override = models.BooleanField(default=False)
    not_needed = models.TextField(default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "seq"], name="visit_seq_once"),
            models.UniqueConstraint(fields=["deal"], condition=models.Q(leaving=""), name="visit_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} in {self.stage}"
