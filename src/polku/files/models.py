"""The description of a stored file."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class File(Base):
    """A file someone attached. People and teams are plain ids: they rank above the files."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=120, default="application/octet-stream")
    path = models.CharField(max_length=200, unique=True)
    subject_type = models.CharField(max_length=40, default="", blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    owner_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    uploaded_by_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="file_subject"),
            models.Index(fields=["sha256"], name="file_sha256"),
        ]

    def __str__(self) -> str:
        return self.name
