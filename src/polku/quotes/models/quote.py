"""The quote: one offer to a customer, through all its versions."""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.db.models import Base
from polku.quotes.logic.permission import QuotePermission
from polku.quotes.logic.states import State


class QuoteQuerySet(Scoped["Quote"]):
    """Quotes a person may see."""

    see = QuotePermission.SEE


class Quote(Base):
    """An offer. `token` opens the buyer's page; `version` numbers the newest version, `sent_version` the last sent."""

    number = models.CharField(max_length=60, unique=True)
    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("contacts.Customer", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default=State.DRAFT.value)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=10, default="en")
    token = models.CharField(max_length=43, unique=True)
    version = models.IntegerField(default=1)
    sent_version = models.IntegerField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_key = models.CharField(max_length=20, default="", blank=True)
    decline_reason = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()

    objects = QuoteQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "-id"], name="quote_team"),
            models.Index(fields=["owner", "-id"], name="quote_owner"),
            models.Index(fields=["state", "-id"], name="quote_state"),
        ]

    def __str__(self) -> str:
        return self.number
