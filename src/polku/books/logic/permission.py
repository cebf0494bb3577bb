"""Rights over the books, named here so that tables and rules can both see them."""

from enum import StrEnum


class BooksPermission(StrEnum):
    """What may be done with the books by hand; documents post their own entries by the rights over documents."""

    SEE = "books.see"
    POST = "books.post"
    CLOSE = "books.close"
