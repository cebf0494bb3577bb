"""Chasing late bills: plans by tier, reminders, promises, disputes."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField, WordsField
from polku.db.models import Base
from polku.payments.models.item import Allocation, Item


class DunningPlan(Base):
    """How customers of a tier (a group of customers) are reminded; the one without is for the rest."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    tier = models.CharField(max_length=60, default="", blank=True, unique=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.name)


class DunningStep(Base):
    """So many days after the due date a mail goes out, or a person gets a task.

    `fee_minor` (company currency) and the yearly `interest_percent` are told in the mail; booked is what comes of them.
    """

    plan = models.ForeignKey(DunningPlan, on_delete=models.CASCADE, related_name="steps", db_index=False)
    level = models.IntegerField()
    days = models.IntegerField()
    channel = models.CharField(max_length=4, default="mail")
    subject = WordsField()
    text = WordsField()
    fee_minor = models.BigIntegerField(default=0)
    interest_percent = ExactField(default=0)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "level"], name="dunning_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.level}"


class Reminder(Base):
    """A step that was taken for a bill: a mail that went out, or a task, which is open until `done_at`."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    level = models.IntegerField()
    channel = models.CharField(max_length=4, default="mail")
    mail_id = models.BigIntegerField(null=True, blank=True)
    open_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    interest_minor = models.BigIntegerField(default=0)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "level"], name="reminder_level_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"], condition=models.Q(channel="task", done_at=None), name="reminder_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.level}"


class Promise(Base):
    """The customer will pay so much by a day. `open_minor` is what was open when they said so.

    It waits until `ended_at`; `outcome` is then kept, broken, replaced or withdrawn.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="promises")
    by_date = models.DateField()
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at=None), name="promise_waits_once"
            ),
        ]

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


class LateCharge(Base):
    """Of what reminders of a bill asked for as fee and interest, so much came; it counts until its match is undone.

    The match sets money against an item of the kind `late_charge`, which is never open: what was asked and did not come
    stands nowhere in the books.
    """

    bill = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="late_charges")
    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="late_charge")

    def __str__(self) -> str:
        return f"{self.bill_id} {self.allocation_id}"


class Waiver(Base):
    """No fee or interest is asked for a bill any more, until `ended_at`."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="waivers")
    reason = models.TextField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at=None), name="waiver_holds_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
