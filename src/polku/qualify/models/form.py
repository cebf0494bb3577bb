"""A public form through which leads come in."""

from typing import Any, ClassVar

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base


class LeadForm(Base):
    """A page at `/f/<key>`, what it asks, and where its leads go.

    `fields` is a list of {"key", "required", "kind", "label"}; kind and label stand only with fields of its own.
    `allowed_origins` are the sites that may show it in a frame or send to its JSON door.
    With `confirms` a submission waits until its sender has opened the link in a mail.
    """

    key = models.CharField(max_length=60, unique=True)
    title = WordsField()
    intro = WordsField(default=dict, blank=True)
    fields: Any = models.JSONField(default=list)
    consent = WordsField(default=dict, blank=True)
    thanks = WordsField(default=dict, blank=True)
    process_key = models.CharField(max_length=40, default="", blank=True)
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=120, default="", blank=True)
    campaign = models.CharField(max_length=120, default="", blank=True)
    allowed_origins: Any = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    confirms = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.key
