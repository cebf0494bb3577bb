"""Years with their counters, months that can be closed."""

from typing import ClassVar

from django.db import models

from polku.db.guards import append_only
from polku.db.models import Base


class Year(Base):
    """A year of the books; its id is the year. `last_number` counts its entries, `rolled_number` how many of them
    are in the sums that are kept (`Rollup`).
    """

    last_number = models.PositiveIntegerField(default=0)
    rolled_number = models.PositiveIntegerField(default=0)


class Period(Base):
    """A month of the books; its id is the month as 202607. Nothing is posted into a closed one.

    Who posts holds its row shared until the end, who closes holds it alone: an entry is in before, or refused.
    """

    closed_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be posted into it."""
        return self.closed_at is not None


@append_only
class PeriodChange(Base):
    """That a month was closed or opened again: who, when, why."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="changes")
    closed = models.BooleanField()
    reason = models.CharField(max_length=500)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta(Base.Meta):
        ordering: ClassVar[list[str]] = ["-id"]
