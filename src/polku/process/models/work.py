"""Working on a draft: what it was before each edit, what people say of it, who has read what was published."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.process.logic.permission import ProcessPermission
from polku.process.models.version import ProcessVersion


class DraftStep(Base):
    """The draft as it was before an edit, so that each edit can be taken back; `document` is None before the first."""

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="steps")
    document: Any = models.JSONField(null=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id} before {self.at}"


class RemarkQuerySet(Scoped["Remark"]):
    """Comments a person may see: those of who may see processes."""

    see = ProcessPermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """Every comment, to whom the right is given at all."""
        return self.all() if user.may(self.see) else self.none()

    def open(self) -> Self:
        """Those that nobody answered yet."""
        return self.filter(answered_at=None)


class Remark(Base):
    """What somebody says of a stop of the draft, and the answer to it. `stage` is empty for the whole process."""

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="remarks")
    stage = models.CharField(max_length=40, default="", blank=True)
    text = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(default="", blank=True)
    answered_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.stage or 'process'}: {self.text[:40]}"


class AcknowledgementQuerySet(Scoped["Acknowledgement"]):
    """Who was told of a version: everybody who may see processes sees it."""

    see = ProcessPermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """All of them, to whom the right is given at all."""
        return self.all() if user.may(self.see) else self.none()

    def waiting(self) -> Self:
        """Told, and not acknowledged yet."""
        return self.filter(at=None)


class Acknowledgement(Base):
    """A person whose work a version touches, as which roles, when it was told and when it was read."""

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    roles: Any = models.JSONField(default=list)
    told_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "user"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.version_id}"


class Seat(Base):
    """A person who works in a department: one of the process's roles that no sign-in role stands for."""

    department = models.CharField(max_length=40)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department", "user"], name="seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.department}"
