"""Lines of an invoice, and what its tax is made of."""

from typing import ClassVar

from django.db import models

from polku.billing.models.invoice import Invoice
from polku.catalogue.models.line import DocumentLine
from polku.db.fields import ExactField
from polku.db.guards import parts
from polku.db.models import Base


class InvoiceLine(DocumentLine):
    """What is billed of an order's line, a part paid in advance, or (with a negative quantity) that part taken off.

    `takes` is the advance that a negative line takes off; `credits` the line that a credit note's line gives back.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    takes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    credits = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(DocumentLine.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position"),
            models.CheckConstraint(condition=~models.Q(quantity=0), name="invoice_line_not_empty"),
        ]


class TaxSubtotal(Base):
    """What one category and rate of tax comes to on an issued invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="subtotals", db_index=False)
    category = models.CharField(max_length=2)
    percent = ExactField()
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    company_base_minor = models.BigIntegerField()
    company_tax_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300, default="", blank=True)
    reason_code = models.CharField(max_length=30, default="", blank=True)

    class Meta(Base.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invoice", "category", "percent"], name="tax_subtotal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.percent}"


parts(InvoiceLine, Invoice, "invoice_id", closed="issued_at")
parts(TaxSubtotal, Invoice, "invoice_id", closed="issued_at")
