"""The short link by which a buyer says how the selling went, and what they said."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base
from polku.journey.models.of_deal import OfDeal


class AskingQuerySet(OfDeal["Asking"]):
    """Links given out in the deals a person may see."""


class Asking(Base):
    """A link given to a buyer: 128 random bits, in one language, good until a day. `outcome` is the deal's then."""

    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+", db_index=False)
    token = models.CharField(max_length=43, unique=True)
    language = models.CharField(max_length=10, default="en")
    outcome = models.CharField(max_length=12)
    by_mail = models.BooleanField(default=False)
    by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = AskingQuerySet.as_manager()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["deal", "-id"], name="asking_deal")]

    def __str__(self) -> str:
        return f"asked in deal {self.deal_id}"


class AnswerQuerySet(OfDeal["BuyerAnswer"]):
    """Answers in the deals a person may see."""


class BuyerAnswer(Base):
    """What a buyer answered through a link, once. `outcome` is the deal's at that moment."""

    asking = models.OneToOneField(Asking, on_delete=models.PROTECT, related_name="answer")
    deal = models.ForeignKey("deals.Deal", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    ease = models.PositiveSmallIntegerField()
    knew = models.CharField(max_length=6)
    again = models.CharField(max_length=6)
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.ease} of 5 in deal {self.deal_id}"


class Knock(Base):
    """Something that came in through a link, for counting: the address is hashed."""

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="+")
    address_hash = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.asking_id} at {self.at}"
