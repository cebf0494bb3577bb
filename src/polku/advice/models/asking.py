"""Asking for the order, and what shows that it is near."""

from typing import ClassVar

from django.db import models

from polku.access.scopes import Scoped
from polku.advice.logic.permission import AdvicePermission
from polku.db.models import Base


class AskingQuerySet(Scoped["Asking"]):
    """Askings in deals a person may see."""

    see = AdvicePermission.SEE
    team_path = "deal__team_id"
    owner_path = "deal__owner_id"


class Asking(Base):
    """The order was asked for: by which technique, in which stage, and what the buyer said."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    technique = models.CharField(max_length=40)
    answer = models.CharField(max_length=8)
    stage = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects = AskingQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["technique", "deal"], name="asking_technique")
        ]

    def __str__(self) -> str:
        return f"{self.technique} in {self.deal_id}: {self.answer}"


class BuyingSignal(Base):
    """The buyer showed that a purchase is near."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    signal = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.signal} in {self.deal_id}"
