"""What of orders can come back: lines of goods that arrived, less what is on its way back or came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from polku.db.lists import among
from polku.orders.models import OrderLine
from polku.returns.logic.sharing import ZERO
from polku.returns.models import ReturnTally
from polku.returns.queries.sold import missing
from polku.stock.logic.states import State
from polku.stock.models import ShipmentLine


@dataclass(frozen=True)
class Returnable:
    """So much of a line of an order can come back."""

    line: OrderLine
    arrived: Decimal
    left: Decimal


def arrived(order_ids: Sequence[int]) -> Mapping[int, list[ShipmentLine]]:
    """Lines of goods that arrived, by order, the oldest delivery first. One statement."""
    rows = ShipmentLine.objects.filter(
        shipment__order_id__in=among(order_ids), shipment__state=State.DELIVERED, order_line__kind="goods"
    )
    found: dict[int, list[ShipmentLine]] = {}
    for row in rows.select_related("shipment", "order_line").order_by("shipment_id", "id"):
        found.setdefault(row.shipment.order_id, []).append(row)
    return found


def returnable(order_id: int, *, shipment_id: int | None = None) -> list[Returnable]:
    """The lines of an order, or of one delivery, of which something can come back. Three statements."""
    rows = arrived([order_id]).get(order_id, [])
    tallies = ReturnTally.objects.filter(shipment_line_id__in=among([row.pk for row in rows]))
    taken = dict(tallies.values_list("shipment_line_id", "taken"))
    lines: dict[int, OrderLine] = {}
    sums: dict[int, list[Decimal]] = {}
    for row in rows:
        out = row.quantity - taken.get(row.pk, ZERO)
        so_far = sums.setdefault(row.order_line_id, [ZERO, ZERO, ZERO])
        so_far[2] += out
        if shipment_id in (None, row.shipment_id):
            lines[row.order_line_id] = row.order_line
            so_far[0] += row.quantity
            so_far[1] += out
    never = missing(list(lines)) if lines else {}
    whole = [
        Returnable(line, sums[pk][0], min(sums[pk][1], sums[pk][2] - never.get(pk, ZERO)))
        for pk, line in lines.items()
    ]
    found = [one for one in whole if one.left > 0]
    return sorted(found, key=lambda one: one.line.position)
