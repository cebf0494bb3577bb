"""Keeps the search documents of invoices in step, in the transaction of their issue."""

from collections.abc import Sequence

from polku.billing.models import Invoice
from polku.billing.queries.search import invoice_document
from polku.search.actions import index


def index_invoices(rows: Sequence[Invoice]) -> None:
    """Write the documents of invoices just issued."""
    index([invoice_document(row) for row in rows], new=True)
