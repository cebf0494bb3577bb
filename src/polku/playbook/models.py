"""Tables of the playbook."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db import guards
from polku.db.fields import WordsField
from polku.db.models import Base
from polku.playbook.logic.permission import PlaybookPermission


class QuestionSetQuerySet(Scoped["QuestionSet"]):
    """Question sets belong to the company: a person sees all of them or none."""

    see = PlaybookPermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """Every set, to whom the right is given at all."""
        return self.all() if user.may(self.see) else self.none()


class QuestionSet(Base):
    """A name under which versions of a set of questions follow each other."""

    key = models.CharField(max_length=40, unique=True)
    name = WordsField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionSetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key


class QuestionSetVersion(Base):
    """One published version; `digest` names its content, by which it is kept in memory."""

    set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["set", "number"], name="question_set_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.set_id} v{self.number}"


guards.freeze(
    QuestionSetVersion,
    columns=("set_id", "number", "document", "digest", "published_at"),
    when="OLD.published_at IS NOT NULL",
)
