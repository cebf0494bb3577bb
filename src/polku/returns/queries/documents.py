"""What the search knows of returns."""

from collections.abc import Iterable, Iterator, Sequence

from polku.db.lists import among
from polku.returns.models import Return
from polku.search.logic import Doc

RETURN = "return"


def return_document(row: Return) -> Doc:
    """A return by its number, its order and its customer."""
    order = row.order
    return Doc(
        kind=RETURN,
        row_id=row.pk,
        owner_id=order.owner_id,
        team_id=order.team_id,
        title=row.number,
        subtitle=order.customer.name,
        words=f"{row.number} {order.number} {order.customer.name}",
    )


def return_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these returns, or of all, in order of id."""
    rows = Return.objects.select_related("order__customer").order_by("id")
    found: Iterable[Return] = (
        rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(return_document, found)


def numbers() -> Iterator[str]:
    """Every number of a return, for the check of the series."""
    return Return.objects.order_by("id").values_list("number", flat=True).iterator(chunk_size=5000)
