"""What buyers say of the selling."""

from typing import ClassVar, Self

from django.db import models

from polku.db.models import Base
from polku.journey.models.of_deal import OfDeal


class FeedbackQuerySet(OfDeal["Feedback"]):
    """Feedback in the deals a person may see."""

    def current(self) -> Self:
        """Without what was taken back, and that of deals in the bin."""
        return self.filter(voided_at=None, deal__voided_at=None)


class Feedback(Base):
    """Words of the buyer: about what, warmer, same or colder than before. `by_buyer` came through their link.

    `score` says how content they are, from 1 to 5, where they said so.
    """

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=20)
    tone = models.CharField(max_length=6)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(default="", blank=True)
    stage = models.CharField(max_length=40)
    by_buyer = models.BooleanField(default=False)
    by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deal", "-at", "-id"], name="feedback_deal"),
            models.Index(fields=["-at", "-id"], name="feedback_at"),
        ]

    def __str__(self) -> str:
        return f"{self.tone} about {self.about} in deal {self.deal_id}"
