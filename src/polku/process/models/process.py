"""A process: the name under which versions follow each other."""

from typing import ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db.fields import WordsField
from polku.db.models import Base
from polku.process.logic.permission import ProcessPermission


class ProcessQuerySet(Scoped["Process"]):
    """Processes a person may see. A process belongs to the company, so it is all of them or none."""

    see = ProcessPermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """Every process, to whom the right is given at all, however short the person's own reach."""
        return self.all() if user.may(self.see) else self.none()

    def in_use(self) -> Self:
        """Without the archived ones."""
        return self.filter(archived_at=None)


class Process(Base):
    """One way of selling. `name` follows the latest published version; new deals start in the default one."""

    key = models.CharField(max_length=40, unique=True)
    name = WordsField()
    is_default = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="process_one_default"
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(archived_at=None),
                name="process_default_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.key
