"""Tables of billing."""

from polku.billing.models.invoice import Invoice
from polku.billing.models.line import InvoiceLine, TaxSubtotal
from polku.billing.models.plan import PlanStep
from polku.billing.models.settings import BillingSettings

__all__ = ["BillingSettings", "Invoice", "InvoiceLine", "PlanStep", "TaxSubtotal"]
