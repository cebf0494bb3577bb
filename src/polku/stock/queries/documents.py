"""What the search knows of deliveries."""

from collections.abc import Iterable, Iterator, Sequence

from polku.db.lists import among
from polku.search.logic import Doc
from polku.stock.models import Shipment

SHIPMENT = "shipment"


def shipment_document(shipment: Shipment) -> Doc:
    """A delivery by its number and that of its order."""
    order = shipment.order
    return Doc(
        kind=SHIPMENT,
        row_id=shipment.pk,
        owner_id=order.owner_id,
        team_id=order.team_id,
        title=shipment.number,
        subtitle=order.number,
        words=f"{shipment.number} {order.number}",
    )


def shipment_documents(ids: Sequence[int] | None) -> Iterator[Doc]:
    """Documents of these deliveries, or of all, in order of id."""
    rows = Shipment.objects.select_related("order").order_by("id")
    found: Iterable[Shipment] = (
        rows.iterator(chunk_size=5000) if ids is None else rows.filter(id__in=among(ids))
    )
    return map(shipment_document, found)
