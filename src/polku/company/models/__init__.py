"""The company's tables."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


def default_week() -> list[list[list[str]]]:
    """Monday to Friday, nine to five."""
    return [[["09:00", "17:00"]]] * 5 + [[], []]


class Company(Base):
    """The firm that runs this installation: one row.

    `week` holds seven lists (Monday first) of `[from, to]` working intervals in local time, `holidays` the days off
    as `{ISO date: name}`.
    `brand` holds the colour and the line shown on public pages, and the id of the logo's file.
    """

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, default="en")
    country = models.CharField(max_length=2, default="", blank=True)
    week = models.JSONField(default=default_week)
    holidays: Any = models.JSONField(default=dict, blank=True)
    brand: Any = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ExchangeRate(Base):
    """What one unit of `currency` is worth in company currency from `from_date` on, in millionths."""

    currency = models.CharField(max_length=3)
    from_date = models.DateField()
    rate_millionths = models.BigIntegerField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["currency", "-from_date"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["currency", "from_date"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate_millionths__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.from_date}: {self.value}"

    @property
    def value(self) -> Decimal:
        """The rate as people write it, without zeros at its end."""
        return (Decimal(self.rate_millionths) / 1_000_000).normalize() + 0
