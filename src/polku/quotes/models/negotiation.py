"""What is said and given on the way to a yes."""

from typing import Any, ClassVar

from django.db import models

from polku.db.fields import ExactField
from polku.db.models import Base
from polku.quotes.logic.negotiation import Plan, Tradeable
from polku.quotes.models.quote import Quote


class NegotiationPlan(Base):
    """One plan a deal: net values aimed at and not gone below, who bargains and why, what can be traded."""

    deal = models.OneToOneField("deals.Deal", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    aim_minor = models.BigIntegerField(null=True, blank=True)
    limit_minor = models.BigIntegerField(null=True, blank=True)
    walk_away = models.TextField(default="", blank=True)
    counterpart = models.CharField(max_length=200, default="", blank=True)
    motive = models.CharField(max_length=12, default="", blank=True)
    notes = models.TextField(default="", blank=True)
    tradeables: Any = models.JSONField(default=list, blank=True)
    version = models.IntegerField(default=1)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(aim_minor=None)
                | models.Q(limit_minor=None)
                | models.Q(limit_minor__lte=models.F("aim_minor")),
                name="negotiation_limit_below_aim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.limit_minor} to {self.aim_minor}"

    @property
    def plan(self) -> Plan:
        """What it says."""
        names = ("aim_minor", "limit_minor", "walk_away", "counterpart", "motive", "notes")
        tradeables = tuple(Tradeable(**one) for one in self.tradeables)
        return Plan(**{name: getattr(self, name) for name in names}, tradeables=tradeables)


class Concession(Base):
    """Something the buyer asked for: what was given, what it is worth, what came in return."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="concessions")
    asked = models.TextField()
    given = models.TextField(default="", blank=True)
    worth_minor = models.BigIntegerField(null=True, blank=True)
    in_return = models.TextField(default="", blank=True)
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.asked[:60]


class Approval(Base):
    """A version that needed somebody's yes: asked by one, decided by another."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="approvals", db_index=False)
    version = models.IntegerField()
    margin_percent = ExactField(null=True, blank=True)
    why = models.TextField(default="", blank=True)
    asked_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["quote", "version"],
                condition=models.Q(decided_at=None),
                name="quote_approval_once_open",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="quote_approval_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id} v{self.version}"


class Comment(Base):
    """What the buyer or a colleague wrote beside a version; `by` is None for the buyer, `internal` stays inside."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="comments")
    version = models.IntegerField()
    name = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField()
    internal = models.BooleanField(default=False)
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]
