"""How the company makes its offers: one row of settings, templates of terms, visits to the buyer's page."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField, WordsField
from polku.db.models import Base
from polku.quotes.models.quote import Quote


class QuoteSettings(Base):
    """One row: below which margin somebody must approve, how long offers hold, whether the deal's value follows."""

    margin_percent = ExactField(null=True, blank=True)
    valid_days = models.IntegerField(default=30)
    value_follows = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"below {self.margin_percent} %"


class TermsTemplate(Base):
    """Ready words for payment, delivery and guarantee, in each language, with what an order takes over."""

    name = models.CharField(max_length=120, unique=True)
    payment = WordsField(default=dict, blank=True)
    delivery = WordsField(default=dict, blank=True)
    guarantee = WordsField(default=dict, blank=True)
    payment_terms = models.CharField(max_length=12, default="due_date")
    due_days = models.IntegerField(default=14)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Visit(Base):
    """The buyer opened the page or did something there: how the pace is kept, and how often an offer was read."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="visits", db_index=False)
    version = models.IntegerField()
    deed = models.CharField(max_length=12)
    address_hash = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["quote", "deed", "-at"], name="quote_visit"),
            models.Index(fields=["address_hash", "-at"], name="quote_visit_address"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.at}"
