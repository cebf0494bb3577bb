"""The table of jobs and the clock of the schedules."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class Job(Base):
    """One piece of background work. `key` holds off a second waiting job of the same kind for the same thing."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        PARKED = "parked"

    kind = models.CharField(max_length=80)
    args: Any = models.JSONField(default=dict)
    key = models.CharField(max_length=120, default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(default="", blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state="waiting") & ~models.Q(key=""),
                name="job_waits_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run_at", "id"], name="job_due", condition=models.Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_lease", condition=models.Q(state="running")),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"

    @property
    def percent(self) -> int | None:
        """How far it is, if it counts."""
        return min(100, 100 * self.done // self.total) if self.total else None


class DueTime(Base):
    """When a scheduled kind runs next."""

    kind = models.CharField(max_length=80, unique=True)
    cron = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.due_at}"
