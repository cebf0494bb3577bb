"""The guide, the marks on its steps, and the aim."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Guide(Base):
    """The guided start of the company: begun by its first act, closed when finished or put away."""

    key = models.CharField(max_length=10, default="start", unique=True)
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    finished = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class StepMark(Base):
    """A step that was done or passed over, by whom and when."""

    step = models.CharField(max_length=10, unique=True)
    state = models.CharField(max_length=8)
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.state}"


class Aim(Base):
    """What the company is after, until when: so many deals won, or so much worth (minor units of its currency)."""

    words = models.CharField(max_length=300, default="", blank=True)
    indicator = models.CharField(max_length=10)
    target = models.BigIntegerField()
    until = models.DateField()
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.target} {self.indicator} until {self.until}"
