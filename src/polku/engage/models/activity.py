"""One thing done with or for a customer, or to be done."""

from typing import ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.deals.rules import DealPermission
from polku.engage.logic.codes import TOOK_PLACE, Form, Outcome
from polku.engage.logic.permission import EngagePermission


class ActivityQuerySet(Scoped["Activity"]):
    """Activities of the deals a person may see."""

    see = DealPermission.SEE
    team_path = "deal__team_id"
    owner_path = "deal__owner_id"

    def visible_to(self, user: Actor) -> Self:
        """What was done in the deals this person may see; none without the right to see activities."""
        return super().visible_to(user) if user.may(EngagePermission.SEE) else self.none()

    def current(self) -> Self:
        """Without voided ones."""
        return self.filter(voided_at=None)

    def took_place(self) -> Self:
        """What really happened: neither planned nor missed nor voided."""
        return self.filter(voided_at=None, outcome__in=TOOK_PLACE)


class Activity(Base):
    """A call, meeting, demo, mail, note, task, or a kind of the company's own.

    `form` is what the kind behaves like and `is_contact` whether it counts as contact with the customer, both taken
    from the kind when it is written, so that facts need no join. `at` is when it happens or happened; a task has
    `due_at` and, once done, `done_at`. `text` is what was said.
    """

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=10)
    is_contact = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    direction = models.CharField(max_length=3, default="out")
    outcome = models.CharField(max_length=12, default=Outcome.DONE.value)
    reaction = models.CharField(max_length=6, default="", blank=True)
    text = models.TextField(default="", blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    file = models.ForeignKey("files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deal", "-at", "-id"], name="activity_deal"),
            models.Index(
                fields=["by", "due_at"],
                condition=models.Q(form=Form.TASK.value, done_at=None, voided_at=None),
                name="activity_task",
            ),
            models.Index(
                fields=["by", "at"],
                condition=models.Q(outcome=Outcome.PLANNED.value, voided_at=None),
                name="activity_planned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} of deal {self.deal_id}"

    @property
    def is_open_task(self) -> bool:
        """Whether it waits to be done."""
        return self.form == Form.TASK and self.done_at is None and self.voided_at is None
