"""How much of each line of an order is kept, on its way, gone, arrived."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.orders.progress import Step, so_far, summed
from polku.stock.logic.states import State
from polku.stock.models import Reservation, ShipmentLine

RESERVED: Final = summed(Reservation.objects.filter(order_line=OuterRef("pk")))
"""Kept for a line."""


def in_shipments(states: Iterable[State]) -> Coalesce:
    """In shipments of these states, of a line."""
    of = ShipmentLine.objects.filter(
        order_line=OuterRef("pk"), shipment__state__in=[one.value for one in states]
    )
    return summed(of)


def kept_for(order_id: int) -> dict[OrderLine, Decimal]:
    """What is kept for each line of an order, in its order."""
    lines: QuerySet[Any] = so_far(OrderLine.objects.filter(order_id=order_id), Step.RESERVED)
    return {line: line.reserved for line in lines.filter(reserved__gt=0).order_by("position")}


def shipped_or_picked(order_ids: Sequence[int], *, packed: bool = False) -> dict[int, Decimal]:
    """In a shipment that was not called off, or that is packed at least, for each line."""
    left_out = {State.CANCELED, State.PICKING} if packed else {State.CANCELED}
    rows = ShipmentLine.objects.filter(shipment__order_id__in=among(order_ids)).exclude(
        shipment__state__in=left_out
    )
    return dict(rows.values_list("order_line_id").annotate(total=Sum("quantity")).order_by())


def with_state(lines: QuerySet[OrderLine]) -> QuerySet[Any]:
    """These lines with `kept` for them and `gone` in shipments that were not called off: one query for all of it."""
    return lines.annotate(kept=RESERVED, gone=in_shipments(one for one in State if one != State.CANCELED))
