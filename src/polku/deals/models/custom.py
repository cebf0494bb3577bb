"""Fields that the company adds to its deals."""

from typing import Any, ClassVar

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base


class CustomField(Base):
    """The definition of one field in `Deal.custom`."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        YES_NO = "yes_no"
        CHOICE = "choice"

    key = models.CharField(max_length=60, unique=True)
    label = WordsField(default=dict)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    choices: Any = models.JSONField(default=list, blank=True)
    order = models.IntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.key
