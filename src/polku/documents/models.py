"""Number series and how far they have counted."""

from typing import Any, ClassVar

from django.db import models

from polku.db.models import Base


class Series(Base):
    """How one kind of document is numbered: `INV-` and, with the year in the number, `INV-2026-0001`."""

    key = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=20, unique=True)
    year_in_number = models.BooleanField(default=True)
    digits = models.PositiveSmallIntegerField(default=4)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(digits__range=(1, 12)), name="series_digits"),
        ]

    def __str__(self) -> str:
        return self.key


class Counter(Base):
    """The next number after one head (`INV-2026-`). Its row is locked until the document is stored or given up.

    `skipped` lists `[first, last]` of numbers left out on purpose, when the series was moved forward.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="counters")
    head = models.CharField(max_length=30, unique=True)
    next_value = models.BigIntegerField(default=1)
    skipped: Any = models.JSONField(default=list)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(next_value__gte=1), name="counter_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.head}{self.next_value}"
