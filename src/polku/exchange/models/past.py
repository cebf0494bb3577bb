"""A history as it came: its cases, every row of it, and what each activity became here."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class PastLog(Base):
    """A history of another system. `drawn` tells that its process was made of it."""

    name = models.CharField(max_length=60, unique=True)
    process = models.ForeignKey("process.Process", null=True, on_delete=models.PROTECT, related_name="+")
    drawn = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class PastActivity(Base):
    """What an activity became: a stage of the process, or an ending (`won`, `lost` ...)."""

    # The constraint's index begins with it.
    log = models.ForeignKey(PastLog, on_delete=models.CASCADE, related_name="activities", db_index=False)
    name = models.CharField(max_length=300)
    stage = models.CharField(max_length=40, default="", blank=True)
    ending = models.CharField(max_length=12, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["log", "name"], name="past_activity_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PastCase(Base):
    """One case. `settled` once a deal is made of all its rows; `made` names what was made with the deal."""

    log = models.ForeignKey(PastLog, on_delete=models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField(max_length=300)
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.PROTECT, related_name="+")
    settled = models.BooleanField(default=False)
    facts: Any = models.JSONField(default=dict)
    made: Any = models.JSONField(default=dict)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["log", "number"], name="past_case_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["log", "id"], condition=models.Q(settled=False), name="past_case_waiting"),
        ]

    def __str__(self) -> str:
        return self.number


class PastEvent(Base):
    """One row. Rows that say the same are told apart by `nth`; `seen_in` is the last import that had the row."""

    case = models.ForeignKey(PastCase, on_delete=models.PROTECT, related_name="events", db_index=False)
    digest = models.CharField(max_length=32)
    nth = models.PositiveIntegerField(default=0)
    activity = models.CharField(max_length=300)
    at = models.DateTimeField(null=True)
    resource = models.CharField(max_length=200, default="", blank=True)
    row = models.PositiveBigIntegerField()
    import_id = models.BigIntegerField()
    seen_in = models.BigIntegerField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "digest", "nth"], name="past_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} in {self.case_id}"
