"""A version of a process: a draft, or published and then never changed."""

from typing import Any, ClassVar, Self

from django.db import models

from polku.access.logic import Actor
from polku.access.scopes import Scoped
from polku.db import guards
from polku.db.models import Base
from polku.process.logic.permission import ProcessPermission
from polku.process.models.process import Process


class ProcessVersionQuerySet(Scoped["ProcessVersion"]):
    """Versions a person may see."""

    see = ProcessPermission.SEE

    def visible_to(self, user: Actor) -> Self:
        """Every version, to whom the right is given at all."""
        return self.all() if user.may(self.see) else self.none()

    def published(self) -> Self:
        """Those that deals run through or ran through."""
        return self.filter(status=ProcessVersion.Status.PUBLISHED)

    def drafts(self) -> Self:
        """Those being worked on."""
        return self.filter(status=ProcessVersion.Status.DRAFT)


class ProcessVersion(Base):
    """What a process is from one day on. A draft has the number 0, so a process has one draft at most."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=0)
    document: Any = models.JSONField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    note = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProcessVersionQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["process", "number"], name="process_version_number"),
            models.CheckConstraint(
                condition=models.Q(status="draft", number=0, published_at=None)
                | models.Q(status="published", number__gt=0, published_at__isnull=False),
                name="process_version_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} v{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.status == self.Status.DRAFT


guards.freeze(
    ProcessVersion,
    columns=("process_id", "number", "document", "status", "published_at"),
    when="OLD.published_at IS NOT NULL",
)
