"""What came in, as it came in."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base
from polku.qualify.models.form import LeadForm


class Capture(Base):
    """One submission, kept raw before anything is made of it; personal data, so rows are erasable.

    One that is `waiting` becomes a lead when its sender has confirmed the address, and goes where nobody does.
    `key` tells a repeated submission from a new one. `address_hash` is a keyed hash, for the pace limit alone.
    """

    class Status(models.TextChoices):
        NEW = "new"
        WAITING = "waiting"
        MAPPED = "mapped"
        SPAM = "spam"
        FAILED = "failed"

    form = models.ForeignKey(LeadForm, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    payload: Any = models.JSONField()
    headers: Any = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="en")
    email_key = models.CharField(max_length=254, default="", blank=True)
    address_hash = models.CharField(max_length=32, default="", blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    is_repeat = models.BooleanField(default=False)
    deal = models.ForeignKey("deals.Deal", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    error = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()
    mapped_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "key"], name="capture_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["form", "-id"], name="capture_form"),
            models.Index(fields=["form", "received_at"], name="capture_form_pace"),
            models.Index(fields=["address_hash", "received_at"], name="capture_address_pace"),
            models.Index(fields=["received_at"], condition=models.Q(status="mapped"), name="capture_mapped"),
            models.Index(fields=["deal"], name="capture_deal"),
            models.Index(
                fields=["email_key", "received_at"],
                condition=models.Q(status="waiting"),
                name="capture_waiting",
            ),
            models.Index(
                fields=["id"], condition=models.Q(status__in=["new", "failed"]), name="capture_unmapped"
            ),
        ]

    def __str__(self) -> str:
        return f"capture {self.id} of form {self.form_id}"
