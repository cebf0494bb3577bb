"""A line of any document as requests hold it and answers show it: quotes, orders and invoices add their own."""

from decimal import Decimal

from ninja import Schema

from polku.catalogue.logic.lines import AskedLine
from polku.ui.api import Exact, Id, Input


class DocumentLineIn(Input):
    """A line: a product, whose words, price and tax the catalogue knows, or all of it told; what is told wins."""

    product_id: Id | None = None
    quantity: Exact = Decimal(1)
    description: str = ""
    sku: str = ""
    kind: str = ""
    unit: str = ""
    unit_price: Exact | None = None
    discount_percent: Exact | None = None
    tax_category: str = ""
    tax_percent: Exact | None = None

    def asked(self) -> AskedLine:
        """As the domain takes it."""
        return AskedLine(**DocumentLineIn.model_dump(self, include=set(DocumentLineIn.model_fields)))


class DocumentLineOut(Schema):
    """A line of a document; its sums in whole minor units of the document's currency."""

    position: int
    product_id: int | None
    sku: str
    description: str
    kind: str
    quantity: str
    unit: str
    unit_price: str
    discount_percent: str
    tax_category: str
    tax_percent: str
    net_minor: int
    tax_minor: int
