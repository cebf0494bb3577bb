"""An import and how far it is."""

from typing import Any, ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.imports.logic.rights import ImportPermission


class ImportQuerySet(Scoped["Import"]):
    """Imports a person may see: one's own, or all with a wider reach."""

    see = ImportPermission.IMPORT
    owner_path = "actor_id"


class Import(Base):
    """One file on its way in.

    `options` holds how it is read and what was guessed, `mapping` pairs of column and field, `watermark` the last row
    that is done, `report` what the last dry run found and what the second file gave reason to say.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        "files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    options: Any = models.JSONField(default=dict)
    mapping: Any = models.JSONField(default=list)
    mode = models.CharField(max_length=8, default="work")
    process_key = models.CharField(max_length=60, default="", blank=True)
    total = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    warned = models.BigIntegerField(default=0)
    watermark = models.BigIntegerField(default=0)
    report: Any = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    actor = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["actor", "-id"], name="import_actor")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"

    @property
    def percent(self) -> int:
        """How far it is; the total is known exactly only at the end."""
        if self.state in (self.State.DONE, self.State.UNDONE):
            return 100
        return min(99, 100 * self.rows // self.total) if self.total else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to which end."""
        return {
            name: getattr(self, name)
            for name in ("rows", "created", "updated", "unchanged", "skipped", "failed")
        }
