"""The entries that carry the result of a year into equity: known by their source, and left out of every result."""

from typing import Final

from polku.books.models import Entry

SOURCE: Final = "books_year"
YEAR_END: Final = "year_end"


def carried() -> dict[int, int]:
    """The years whose result was carried, with the entry that did it."""
    rows = Entry.objects.filter(source_type=SOURCE, kind=YEAR_END, reversed_by=None)
    return {year: pk for year, pk in rows.values_list("source_id", "id") if year is not None}


def year_end_ids() -> list[int]:
    """Entries that carry a result, and those that take it back: no income and no expense, whatever they touch."""
    return list(Entry.objects.filter(source_type=SOURCE).values_list("id", flat=True))
