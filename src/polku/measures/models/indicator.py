"""A figure of the company's own: a formula with its unit, direction, target and definition."""

from typing import ClassVar

from django.db import models

from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class Unit(models.TextChoices):
    """What an indicator is counted in."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    MONEY = "money"
    NUMBER = "number"


class Indicator(Base):
    """A formula over facts. `fewer` says that less of it is better; a target of money is in minor units."""

    key = models.CharField(max_length=60, unique=True)
    name = WordsField()
    definition = WordsField(default=dict, blank=True)
    formula = models.CharField(max_length=500)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    fewer = models.BooleanField(default=False)
    target = ExactField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.key
