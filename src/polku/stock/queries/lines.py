"""How much of each line of an order is kept, on its way, gone, arrived."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from polku.db.fields import ExactField
from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.stock.logic.states import GONE, State
from polku.stock.models import Reservation, ShipmentLine


def reserved(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Kept for each line."""
    rows = Reservation.objects.filter(order_line__order_id__in=among(order_ids))
    return _summed(rows.values_list("order_line_id").annotate(total=Sum("quantity")).order_by())


def kept_for(order_id: int) -> dict[OrderLine, Decimal]:
    """What is kept for each line of an order, in its order."""
    kept = reserved([order_id])
    return {line: kept[line.pk] for line in OrderLine.objects.filter(id__in=kept).order_by("position")}


def shipped(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Left the house, for each line."""
    return _in_states(order_ids, GONE)


def delivered(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Arrived, for each line."""
    return _in_states(order_ids, (State.DELIVERED,))


def shipped_or_picked(order_ids: Sequence[int], *, packed: bool = False) -> dict[int, Decimal]:
    """In a shipment that was not called off, or that is packed at least, for each line."""
    left_out = {State.CANCELED, State.PICKING} if packed else {State.CANCELED}
    return _in_states(order_ids, [state for state in State if state not in left_out])


def with_state(lines: QuerySet[OrderLine]) -> list[Any]:
    """These lines with `kept` for them and `gone` in shipments that were not called off: one query for all of it."""
    kept = Reservation.objects.filter(order_line=OuterRef("pk"))
    gone = ShipmentLine.objects.filter(order_line=OuterRef("pk")).exclude(shipment__state=State.CANCELED)
    return list(lines.annotate(kept=_total(kept), gone=_total(gone)))


def _total(rows: QuerySet[Any]) -> Coalesce:
    found = rows.order_by().values("order_line").annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(found, output_field=ExactField()), Value(0, output_field=ExactField()))


def _in_states(order_ids: Sequence[int], states: Iterable[State]) -> dict[int, Decimal]:
    rows = ShipmentLine.objects.filter(
        shipment__order_id__in=among(order_ids), shipment__state__in=[state.value for state in states]
    )
    return _summed(rows.values_list("order_line_id").annotate(total=Sum("quantity")).order_by())


def _summed(rows: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    return dict(rows)
