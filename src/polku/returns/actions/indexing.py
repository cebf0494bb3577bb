"""Keeps the search documents of returns in step, in the transaction of their change."""

from collections.abc import Sequence

from polku.returns.models import Return
from polku.returns.queries.documents import return_document
from polku.search.actions import index


def index_returns(rows: Sequence[Return]) -> None:
    """Write the documents of these new returns, whose orders and customers are at hand."""
    index([return_document(one) for one in rows], new=True)
