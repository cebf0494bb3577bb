"""How much of orders came back, and what of their returns is left open: for billing, the cycle and criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import OuterRef, Sum
from django.db.models.functions import Coalesce

from polku.db.lists import among
from polku.orders.models import OrderTrouble
from polku.orders.progress import summed
from polku.returns.logic.sharing import part_of
from polku.returns.logic.states import BACK, MONEY, OPEN, Resolution, State
from polku.returns.models import ReturnLine


@dataclass(frozen=True)
class OpenReturn:
    """What is left open of an order's returns: how many, what their goods were sold for, since when, in what state."""

    number: int
    amount_minor: int
    since: datetime
    state: str


RETURNED: Final = summed(
    ReturnLine.objects.filter(order_line=OuterRef("pk"), resolution__in=MONEY, of__state__in=BACK),
    "received_quantity",
)
"""Came back for good, of a line: what was exchanged or repaired the customer has again."""
_here = ReturnLine.objects.exclude(of__state=State.REFUSED).exclude(
    resolution=Resolution.REPAIR, settled_at__isnull=False
)
_for_nothing = OrderTrouble.objects.filter(replacement__isnull=False).values("replacement")
AWAY: Final = summed(
    _here.filter(shipment_line__order_line=OuterRef("pk")).exclude(order_line__in=_for_nothing),
    Coalesce("received_quantity", "quantity"),
    by="shipment_line__order_line",
)
"""Of what left by a line, what came back or is to come; what came back after it was made up for is counted there."""


def to_credit(order_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Came back for good and is not settled yet, for each line."""
    rows = ReturnLine.objects.filter(
        order_line__order_id__in=among(order_ids),
        resolution__in=MONEY,
        of__state__in=BACK,
        settled_at=None,
    )
    return dict(rows.order_by().values_list("order_line_id").annotate(total=Sum("received_quantity")))


def open_returns(order_ids: Sequence[int]) -> Mapping[int, OpenReturn]:
    """What is left open of the returns of these orders; orders without any are left out. One statement."""
    rows = ReturnLine.objects.filter(
        of__order_id__in=among(order_ids), of__state__in=OPEN, settled_at=None
    ).select_related("of", "order_line")
    found: dict[int, list[ReturnLine]] = {}
    for line in rows.order_by("of_id", "id"):
        found.setdefault(line.of.order_id, []).append(line)
    return {
        order_id: OpenReturn(
            number=len({line.of_id for line in lines}),
            amount_minor=sum(sold_for(line) for line in lines),
            since=min(line.of.requested_at for line in lines),
            state=lines[0].of.state,
        )
        for order_id, lines in found.items()
    }


def sold_for(line: ReturnLine) -> int:
    """What the goods of a line of a return were sold for, with tax, in the order's currency."""
    sold = line.order_line
    quantity = line.quantity if line.received_quantity is None else line.received_quantity
    return part_of(sold.net_minor + sold.tax_minor, quantity, sold.quantity)
