"""What every line of a document has: quotes, orders, invoices and returns build their tables on it."""

from django.db import models

from polku.catalogue.logic.lines import Line
from polku.db.fields import ExactField
from polku.db.models import Base


class DocumentLine(Base):
    """A line as it was when its document was made: words, price and tax are copies, never looked up again.

    `net_minor` and `tax_minor` are the line's share of the document's sums; `cost_minor` is in company currency.
    """

    position = models.IntegerField()
    product = models.ForeignKey(
        "catalogue.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sku = models.CharField(max_length=60, blank=True, default="")
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=8)
    quantity = ExactField()
    unit = models.CharField(max_length=3, default="C62")
    unit_price = ExactField()
    discount_percent = ExactField(default=0)
    tax_category = models.CharField(max_length=2)
    tax_percent = ExactField(default=0)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(null=True, blank=True)

    class Meta(Base.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.position}: {self.description[:60]}"

    @property
    def line(self) -> Line:
        """The line as pure functions take it."""
        return Line(
            product_id=self.product_id,
            sku=self.sku,
            description=self.description,
            kind=self.kind,
            quantity=self.quantity,
            unit=self.unit,
            unit_price=self.unit_price,
            discount_percent=self.discount_percent,
            tax_category=self.tax_category,
            tax_percent=self.tax_percent,
            cost_minor=self.cost_minor,
        )
