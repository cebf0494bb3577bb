"""What a person agreed to."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Consent(Base):
    """Consent given or refused, per purpose (`email`, `phone`, ...): the newest row of a purpose counts."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    given = models.BooleanField()
    at = models.DateTimeField()
    source = models.CharField(max_length=120, default="", blank=True)

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contact", "purpose", "-id"], name="consent_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"
