"""What holds buyers up, and the company's own words for it."""

from typing import ClassVar, Self

from django.db import models

from polku.db.fields import WordsField
from polku.db.models import Base
from polku.journey.logic.codes import State
from polku.journey.models.of_deal import OfDeal


class ObstacleCode(Base):
    """An obstacle of the company's own beside the ready ones."""

    key = models.CharField(max_length=40, unique=True)
    name = WordsField()
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class ObstacleQuerySet(OfDeal["Obstacle"]):
    """Obstacles of the deals a person may see."""

    def current(self) -> Self:
        """Without those taken back, and those of deals in the bin."""
        return self.filter(voided_at=None, deal__voided_at=None)

    def open(self) -> Self:
        """Those that stand in the way now."""
        return self.current().filter(state=State.OPEN.value)


class Obstacle(Base):
    """One obstacle of one deal: what it is, who sees to it, how, and when it was out of the way.

    `stage` is where the deal stood when it was noted.
    """

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    note = models.TextField(default="", blank=True)
    stage = models.CharField(max_length=40)
    owner = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    remedy = models.TextField(default="", blank=True)
    state = models.CharField(max_length=8, default=State.OPEN.value)
    raised_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ObstacleQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deal", "state", "voided_at"], name="obstacle_deal"),
            models.Index(fields=["raised_at", "code"], name="obstacle_raised"),
            models.Index(fields=["state", "code", "-id"], name="obstacle_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of deal {self.deal_id}"

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way."""
        return self.state == State.OPEN and self.voided_at is None
