"""An answer to a question of a question set, for one deal."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.deals.rules import DealPermission
from polku.qualify.logic.permission import QualifyPermission


class AnswerQuerySet(Scoped["Answer"]):
    """Answers about the deals a person may see."""

    see = DealPermission.SEE
    team_path = "deal__team_id"
    owner_path = "deal__owner_id"

    def visible_to(self, user: Actor) -> Self:
        """Answers about the deals this person may see; none without the right to see answers."""
        return super().visible_to(user) if user.may(QualifyPermission.SEE) else self.none()

    def current(self) -> Self:
        """The newest of each question, unless taken back."""
        return self.filter(superseded_at=None)

    def fresh(self, today: date) -> Self:
        """Current ones that are not stale yet."""
        return self.current().filter(models.Q(stale_date=None) | models.Q(stale_date__gt=today))


class Answer(Base):
    """What is known, who said it and when. An answer is superseded by the next one, never changed.

    `value` is typed by `kind`: {"minor", "currency"}, a text, true or false, an ISO date, a choice's key,
    {"contact_id", "name"}, a number. `settles` says that it makes its topic known. From `stale_date` on it must be
    asked again.
    """

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    set_key = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    product = models.CharField(max_length=120, default="", blank=True)
    topic = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    settles = models.BooleanField(default=False)
    value: Any = models.JSONField()
    source = models.CharField(max_length=300, default="", blank=True)
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_date = models.DateField()
    stale_date = models.DateField(null=True, blank=True)
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    retracted = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["deal", "set_key", "question", "product"],
                condition=models.Q(superseded_at=None),
                name="answer_one_current",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deal", "set_key", "question"], name="answer_deal"),
        ]

    def __str__(self) -> str:
        return f"{self.set_key}.{self.question} of deal {self.deal_id}"
