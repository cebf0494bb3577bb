"""The mapping of files with the same headings, kept for the next one."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class RememberedMapping(Base):
    """How the last file with these headings was mapped."""

    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    mapping: Any = models.JSONField(default=list)
    options: Any = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
