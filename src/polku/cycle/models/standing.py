"""What the documents say of each order, kept so that the whole company's list opens at once.

None of it is a source: it is recomputed from the documents whenever something happened, and as a whole by
`polku check`.
"""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.cycle.logic.permission import CyclePermission
from polku.db.models import Base


class StandingQuerySet(Scoped["Standing"]):
    """Orders a person may see."""

    see = CyclePermission.SEE


class DiscrepancyQuerySet(Scoped["Discrepancy"]):
    """What is left open of the orders a person may see."""

    see = CyclePermission.SEE


class Standing(Base):
    """Where an order stands: closed, or at which step it was left."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=10)
    closed = models.BooleanField()

    objects = StandingQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["step", "team", "owner"], name="standing_step"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"


class Discrepancy(Base):
    """Something left open of an order. `company_minor` is the amount in company currency, to be summed."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    act = models.CharField(max_length=20)
    detail = models.CharField(max_length=40, default="", blank=True)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    company_minor = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "kind", "detail"], name="discrepancy_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "since", "id"], name="discrepancy_kind"),
            models.Index(fields=["since", "id"], name="discrepancy_age"),
            models.Index(fields=["owner", "since", "id"], name="discrepancy_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"


class Place(Base):
    """How far the log was followed, and when; one row."""

    place = models.BigIntegerField()
    followed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.place)
