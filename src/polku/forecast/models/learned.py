"""What a night learned."""

from typing import Any

from django.db import models

from polku.db.models import Base


class LearnedModel(Base):
    """One night's learning: coefficients, calibration, won shares per stage, how it fared; all plain JSON.

    `data["refused"]` says why nothing was learned, with the counts beside it.
    """

    made_at = models.DateTimeField()
    data: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"learned {self.made_at:%Y-%m-%d}"


class Chance(Base):
    """The chances of an open deal as of the night: to be won by each step of time.

    `stage` is where it stood: a deal that went on since is judged anew when it is shown.
    """

    deal = models.OneToOneField("deals.Deal", on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(LearnedModel, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=40)
    last_contact_at = models.DateTimeField(null=True)
    won: Any = models.JSONField(default=list)
    lost: Any = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"chances of {self.deal_id}"
