"""The buyer's yes, with its evidence."""

from typing import Any

from django.db import models

from polku.db.guards import freeze
from polku.db.models import Base
from polku.quotes.models.quote import Quote
from polku.quotes.models.version import QuoteVersion


class Acceptance(Base):
    """One acceptance per quote: which version, which options, who, when, from where; the file holds all of it.

    `chosen` are the positions of the lines taken. Who it was can be forgotten; what was agreed, and the digest of the
    evidence, stay as they are.
    """

    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="acceptance")
    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="+")
    chosen: Any = models.JSONField(default=list)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, default="", blank=True)
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address_hash = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=64)
    net_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    evidence = models.ForeignKey(
        "files.File", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.quote_id} by {self.name}"


freeze(
    Acceptance,
    columns=("quote_id", "version_id", "chosen", "by_id", "digest", "net_minor", "gross_minor", "at"),
    when="OLD.id IS NOT NULL",
)
