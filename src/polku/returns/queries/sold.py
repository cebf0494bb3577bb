"""By which lines goods were sold that come back: those of the first sale, where they replaced others."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce

from polku.db.lists import among
from polku.orders.models import OrderLine, OrderTrouble
from polku.orders.progress import Step, so_far
from polku.returns.logic.sharing import ZERO, taken
from polku.returns.logic.states import MONEY, State
from polku.returns.models import ReturnLine


@dataclass
class Sold:
    """The line by which goods of another were sold: there they were billed.

    Of what left twice, since it was damaged or missing, as much is given back on the line that was sold as was sold;
    what comes back beyond that falls on the lines by which it went out again for nothing.
    """

    first: Mapping[int, int] = field(default_factory=dict)
    room: Mapping[int, dict[int, Decimal]] = field(default_factory=dict)

    def shares(self, line_id: int, quantity: Decimal) -> list[tuple[int, Decimal]]:
        """On which lines so much of a line is given back; it is kept in mind for the next."""
        first = self.first.get(line_id, line_id)
        room = self.room.get(first)
        if room is None:
            return [(first, quantity)]
        parts = taken(quantity, list(room.items()))
        for pk, part in parts:
            room[pk] -= part
        left = quantity - sum((part for _, part in parts), ZERO)
        return [*parts, (first, left)] if left else parts


def sold(line_ids: Collection[int]) -> Sold:
    """The lines of the first sale of these; one statement where nothing replaced others."""
    links = _links(line_ids)
    up = {again: first for again, first, _wrong in links}
    first = {pk: _top(pk, up) for pk in line_ids}
    again: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(again for again, _first, wrong in links if wrong):
        again[_top(pk, up)].append(pk)
    if not again:
        return Sold(first)
    left = _left([pk for root, found in again.items() for pk in (root, *found)])
    return Sold(first, {root: {pk: left[pk] for pk in (root, *found)} for root, found in again.items()})


def _links(line_ids: Collection[int]) -> set[tuple[int, int, bool]]:
    """Which lines replaced which, over however many times, and whether since something went wrong with the goods."""
    found: set[tuple[int, int, bool]] = set()
    seen: set[int] = set()
    ids = set(line_ids)
    while ids:
        seen |= ids
        wanted = among(ids)
        back = ReturnLine.objects.filter(replacement_id__in=wanted).annotate(wrong=Value(False))
        made_up = OrderTrouble.objects.filter(Q(replacement_id__in=wanted) | Q(line_id__in=wanted))
        made_up = made_up.filter(replacement__isnull=False, line__isnull=False).annotate(wrong=Value(True))
        rows: Any = back.order_by().values_list("replacement_id", "order_line_id", "wrong")
        told = rows.union(made_up.order_by().values_list("replacement_id", "line_id", "wrong"), all=True)
        links = {(int(again), int(first), bool(wrong)) for again, first, wrong in told}
        found |= links
        ids = {pk for again, first, _wrong in links for pk in (again, first)} - seen
    return found


def _top(pk: int, up: Mapping[int, int]) -> int:
    """The line of the first sale."""
    while pk in up:
        pk = up[pk]
    return pk


def _left(line_ids: Collection[int]) -> dict[int, Decimal]:
    """How much of lines left and was not given back for money, nor is to be."""
    lines = so_far(OrderLine.objects.filter(id__in=among(line_ids)), Step.SHIPPED)
    came = ReturnLine.objects.filter(order_line_id__in=among(line_ids), resolution__in=MONEY)
    rows = came.exclude(of__state=State.REFUSED).order_by().values_list("order_line_id")
    back = dict(rows.annotate(total=Sum(Coalesce("received_quantity", "quantity"))))
    return {
        pk: max(shipped - back.get(pk, ZERO), ZERO)
        for pk, shipped in lines.values_list("id", Step.SHIPPED.value)
    }
