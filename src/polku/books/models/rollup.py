"""Sums that are kept, so that a million postings need not be added up for every page."""

from typing import ClassVar

from django.db import models

from polku.db.models import Base


class Rollup(Base):
    """What a run of entries (up to `last_number` of a year) added to an account on a day, in one currency.

    Written when enough entries have come (`actions.rolling`), never changed. A balance is the sum of these and of
    the postings of entries after `Year.rolled_number`. `polku check` adds all up anew.
    """

    year = models.ForeignKey("books.Year", on_delete=models.PROTECT, related_name="+", db_index=False)
    last_number = models.PositiveIntegerField()
    account = models.ForeignKey("books.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    currency = models.CharField(max_length=3)
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    company_debit_minor = models.BigIntegerField()
    company_credit_minor = models.BigIntegerField()

    class Meta(Base.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "date"], name="rollup_account")
        ]
