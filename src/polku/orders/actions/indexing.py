"""Keeps the search documents of orders in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.orders.models import Order
from polku.orders.queries.documents import order_document
from polku.search.actions import index


def index_orders(orders: Sequence[Order], *, new: bool = False) -> None:
    """Write the documents of these orders, whose customers are at hand."""
    index([order_document(one) for one in orders], new=new)
