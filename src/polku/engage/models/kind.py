"""Kinds of activity of the company's own, beside the six that are always there."""

from typing import ClassVar

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base
from polku.engage.logic.codes import Form


class ActivityKind(Base):
    """A name, an icon, the form it behaves like, and whether it counts as contact with the customer."""

    key = models.CharField(max_length=40, unique=True)
    name = WordsField()
    icon = models.CharField(max_length=40, default="dot")
    form = models.CharField(max_length=10, default=Form.NOTE.value)
    counts_as_contact = models.BooleanField(default=False)
    letter = models.CharField(max_length=1, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return self.key
