"""How much of each line of an order is kept, on its way, gone, arrived."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from polku.db.fields import ExactField
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.orders.models import OrderLine
from polku.stock.logic.states import GONE, State
from polku.stock.models import Reservation, ShipmentLine


def reserved(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Kept for each line."""
    return dict(_reserved(list(order_ids)))


def kept_for(order_id: int) -> dict[OrderLine, Decimal]:
    """What is kept for each line of an order, in its order."""
    kept = reserved([order_id])
    return {line: kept[line.pk] for line in OrderLine.objects.filter(id__in=kept).order_by("position")}


def shipped(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Left the house, for each line."""
    return dict(_gone(list(order_ids)))


def delivered(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Arrived, for each line."""
    return dict(_arrived(list(order_ids)))


def shipped_or_picked(order_ids: Sequence[int], *, packed: bool = False) -> dict[int, Decimal]:
    """In a shipment that was not called off, or that is packed at least, for each line."""
    left_out = {State.CANCELED, State.PICKING} if packed else {State.CANCELED}
    return dict(_in_states(order_ids, [state for state in State if state not in left_out]))


def with_state(lines: QuerySet[OrderLine]) -> QuerySet[Any]:
    """These lines with `kept` for them and `gone` in shipments that were not called off: one query for all of it."""
    kept = Reservation.objects.filter(order_line=OuterRef("pk"))
    gone = ShipmentLine.objects.filter(order_line=OuterRef("pk")).exclude(shipment__state=State.CANCELED)
    return lines.annotate(kept=_total(kept), gone=_total(gone))


def _total(rows: QuerySet[Any]) -> Coalesce:
    found = rows.order_by().values("order_line").annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(found, output_field=ExactField()), Value(0, output_field=ExactField()))


def _in_states(
    order_ids: Sequence[int], states: Iterable[State]
) -> QuerySet[ShipmentLine, tuple[int, Decimal]]:
    rows = ShipmentLine.objects.filter(
        shipment__order_id__in=among(order_ids), shipment__state__in=[state.value for state in states]
    )
    return rows.values_list("order_line_id").annotate(total=Sum("quantity")).order_by()


_reserved = Prepared(
    lambda order_ids: (
        Reservation.objects.filter(order_line__order_id__in=among(order_ids))
        .values_list("order_line_id")
        .annotate(total=Sum("quantity"))
        .order_by()
    )
)
_gone = Prepared(lambda order_ids: _in_states(order_ids, GONE))
_arrived = Prepared(lambda order_ids: _in_states(order_ids, (State.DELIVERED,)))
