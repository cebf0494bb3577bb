"""Keeps the search documents of deliveries in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.search.actions import index
from polku.stock.models import Shipment
from polku.stock.queries.documents import shipment_document


def index_shipments(shipments: Sequence[Shipment]) -> None:
    """Write the documents of these new deliveries, whose orders are at hand."""
    index([shipment_document(one) for one in shipments], new=True)
