"""What the company leaves to rules."""

from typing import Any

from django.db import models

from polku.db.models import Base


class PaymentRules(Base):
    """One row: differences up to `small_minor` (company currency) are written off; sure matches are made at once.

    `remind_daily`: reminders that are due go out by themselves, else a person sends them. `cash_steps`: to which
    minor units cash of a currency is rounded, {"EUR": 5}; a currency that is not named is paid to the cent.
    `expire_vouchers`: what is left of a voucher after its last day becomes income each night. `relieve_tax`: VAT of a
    bill that is written off is not owed any more, as far as the law of the country says so.
    """

    small_minor = models.BigIntegerField(default=0)
    match_sure = models.BooleanField(default=False)
    remind_daily = models.BooleanField(default=False)
    expire_vouchers = models.BooleanField(default=False)
    relieve_tax = models.BooleanField(default=False)
    cash_steps: Any = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"up to {self.small_minor}"
