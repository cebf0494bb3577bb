"""Chasing late bills: plans by tier, reminders, promises, disputes."""

from typing import ClassVar

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base
from polku.payments.models.item import Item


class DunningPlan(Base):
    """How customers of a tier are reminded; the one without a tier is for all others."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    tier = models.CharField(max_length=60, default="", blank=True, unique=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.name)


class DunningStep(Base):
    """So many days after the due date a reminder goes out; `fee_minor` (company currency) is told, never booked."""

    plan = models.ForeignKey(DunningPlan, on_delete=models.PROTECT, related_name="steps", db_index=False)
    level = models.IntegerField()
    days = models.IntegerField()
    subject = WordsField()
    text = WordsField()
    fee_minor = models.BigIntegerField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "level"], name="dunning_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.level}"


class Reminder(Base):
    """A reminder that went out."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    level = models.IntegerField()
    mail_id = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "level"], name="reminder_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.level}"


class Promise(Base):
    """The customer will pay so much by a day; broken if the day passes and it did not come."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="promises")
    by_date = models.DateField()
    amount_minor = models.BigIntegerField()
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_id} by {self.by_date}"


class Dispute(Base):
    """The customer objects to a bill."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="disputes")
    reason = models.TextField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(closed_at=None), name="dispute_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
