"""Which numbers of the series of payments are given, for the check that none is missing."""

from collections.abc import Iterable

from polku.payments.models import Receipt


def given() -> Iterable[str]:
    """The numbers of all payments, in and out."""
    return Receipt.objects.order_by("id").values_list("number", flat=True).iterator(chunk_size=2000)
