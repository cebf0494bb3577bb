"""What the search knows of orders."""

from collections.abc import Iterable, Iterator, Sequence

from polku.db.lists import among
from polku.orders.models import Order
from polku.search.logic import Doc

ORDER = "order"


def order_document(order: Order) -> Doc:
    """An order by its number, its customer and the customer's reference."""
    return Doc(
        kind=ORDER,
        row_id=order.pk,
        owner_id=order.owner_id,
        team_id=order.team_id,
        title=order.number,
        subtitle=order.customer.name,
        words=f"{order.number} {order.reference} {order.customer.name}",
    )


def order_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these orders, or of all, in order of id."""
    rows = Order.objects.select_related("customer").order_by("id")
    found: Iterable[Order] = rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    return map(order_document, found)
