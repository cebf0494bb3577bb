"""Which numbers quotes hold, for the check of the series."""

from collections.abc import Iterator

from polku.quotes.models import Quote


def given() -> Iterator[str]:
    """Every number of a quote."""
    return Quote.objects.order_by("id").values_list("number", flat=True).iterator(chunk_size=5000)
