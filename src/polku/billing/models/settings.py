"""How invoices are made."""

from django.db import models

from polku.billing.logic.states import TaxPoint
from polku.catalogue.logic.totals import Rounding
from polku.db.fields import ExactField, WordsField
from polku.db.models import Base


class BillingSettings(Base):
    """Who bills and how: one row at most. `intro` and `closing` are the words above and below an invoice's lines.

    Of services for companies of one's own country, `withholding_percent` is kept back by the customer and paid to the
    tax office, after `fund_percent` for a fund was put upon them; 0 where the law knows no such thing.
    With `bills_forms_first` what is ordered through a public form and paid first is billed, and the bill mailed, as
    the order is confirmed.
    """

    legal_name = models.CharField(max_length=200, default="", blank=True)
    line1 = models.CharField(max_length=200, default="", blank=True)
    line2 = models.CharField(max_length=200, default="", blank=True)
    post_code = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=120, default="", blank=True)
    region = models.CharField(max_length=120, default="", blank=True)
    vat_id = models.CharField(max_length=30, default="", blank=True)
    register_id = models.CharField(max_length=60, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    iban = models.CharField(max_length=34, default="", blank=True)
    bic = models.CharField(max_length=11, default="", blank=True)
    account_name = models.CharField(max_length=70, default="", blank=True)
    rounding = models.CharField(max_length=8, default=Rounding.DOCUMENT.value)
    tax_point = models.CharField(max_length=8, default=TaxPoint.ISSUE.value)
    withholding_percent = ExactField(default=0)
    fund_percent = ExactField(default=0)
    bills_forms_first = models.BooleanField(default=True)
    intro = WordsField(default=dict, blank=True)
    closing = WordsField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.legal_name
