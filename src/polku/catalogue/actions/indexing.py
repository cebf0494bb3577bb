"""Keeps the search documents of products in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.catalogue.models import Product
from polku.catalogue.queries.documents import PRODUCT, product_document
from polku.search.actions import index, remove


def index_products(products: Sequence[Product], *, new: bool = False) -> None:
    """Write the documents of these products."""
    index([product_document(one) for one in products], new=new)


def drop_products(ids: Sequence[int]) -> None:
    """Take products out of the search."""
    remove(PRODUCT, ids)
