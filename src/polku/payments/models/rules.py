"""What the company leaves to rules."""

from django.db import models

from polku.db.models import Base


class PaymentRules(Base):
    """One row: differences up to `small_minor` (company currency) are written off; sure matches are made at once.

    `remind_daily`: reminders that are due go out by themselves, else a person sends them.
    """

    small_minor = models.BigIntegerField(default=0)
    match_sure = models.BooleanField(default=False)
    remind_daily = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"up to {self.small_minor}"
