"""Tables of the search."""

from polku.search.models.document import SearchDocument

__all__ = ["SearchDocument"]
