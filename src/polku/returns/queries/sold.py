"""By which lines goods were sold that come back: those of the first sale, where they replaced others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import CharField, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from polku.db.lists import among
from polku.orders.logic.states import Trouble
from polku.orders.models import OrderLine, OrderTrouble
from polku.orders.progress import Step, so_far
from polku.returns.logic.sharing import ZERO, taken
from polku.returns.logic.states import OF_GOODS, Resolution, State
from polku.returns.models import ReturnLine


@dataclass
class Sold:
    """The line by which goods of another were sold: there they were billed.

    `room` is how much can still be given back on the lines of a sale: the one that was sold first, then those by which
    goods went out again for nothing. `made_up` of a line's goods were wrong and went out again: they come back for
    nothing more. `missing` of them never arrived.
    """

    first: Mapping[int, int] = field(default_factory=dict)
    room: Mapping[int, dict[int, Decimal]] = field(default_factory=dict)
    made_up: dict[int, Decimal] = field(default_factory=dict)
    missing: Mapping[int, Decimal] = field(default_factory=dict)

    def first_of(self, line_id: int) -> int:
        """The line of the first sale."""
        return self.first.get(line_id, line_id)

    def made_up_for(self, line_id: int, quantity: Decimal, reason: str) -> Decimal:
        """How much of what comes back of a line was made up for already: what is wrong comes back first."""
        return min(quantity, self.made_up.get(line_id, ZERO)) if reason in OF_GOODS else ZERO

    def shares(self, line_id: int, quantity: Decimal, reason: str) -> list[tuple[int, Decimal]]:
        """On which lines so much of a line is given back; it is kept in mind for the next."""
        first = self.first_of(line_id)
        room = self.room.get(first)
        if room is None:
            return [(first, quantity)]
        wrong = self.made_up_for(line_id, quantity, reason)
        parts: dict[int, Decimal] = defaultdict(Decimal)
        for part, places in ((wrong, [*room][1:]), (quantity - wrong, [*room])):
            for pk, one in taken(part, [(pk, room[pk]) for pk in places]):
                room[pk] -= one
                parts[pk] += one
        if wrong:
            self.made_up[line_id] -= wrong
        if left := quantity - sum(parts.values(), ZERO):
            parts[first] += left
        return list(parts.items())


class _Link(NamedTuple):
    """One line replaced another; `trouble` says what was wrong with its goods, nothing where they came back."""

    again: int
    line: int
    trouble: str


def sold(line_ids: Collection[int]) -> Sold:
    """The lines of the first sale of these; one statement where nothing replaced others."""
    links = _links(line_ids)
    up = {one.again: one.line for one in links}
    first = {pk: _top(pk, up) for pk in {*line_ids, *up, *up.values()}}
    again: dict[int, list[int]] = defaultdict(list)
    for one in sorted(links):
        if one.trouble:
            again[first[one.again]].append(one.again)
    if not again:
        return Sold(first)
    found = OrderLine.objects.filter(id__in=among([pk for pk, root in first.items() if root in again]))
    rows = so_far(found, Step.SHIPPED).values_list("id", "quantity", Step.SHIPPED.value)
    lines = {pk: (quantity, shipped) for pk, quantity, shipped in rows}
    went = {pk: lines[pk][0] if up.get(pk) else lines[pk][1] for root in again for pk in (root, *again[root])}
    made_up, missing = _made_up(links, lines)
    for back in _back({pk: shipped for pk, (_quantity, shipped) in lines.items()}):
        went[back.line] = went.get(back.line, ZERO) - back.quantity
        if back.line in up and back.of in made_up:
            made_up[back.of] -= back.quantity
    room = {root: {pk: max(went[pk], ZERO) for pk in (root, *found)} for root, found in again.items()}
    return Sold(first, room, {pk: max(left, ZERO) for pk, left in made_up.items()}, missing)


def made_up_for(line_ids: Collection[int]) -> frozenset[int]:
    """Those of these lines by which goods went out again to make up for others; no statement where there are none."""
    if not line_ids:
        return frozenset()
    rows = OrderTrouble.objects.filter(replacement_id__in=among(line_ids))
    return frozenset(rows.values_list("replacement_id", flat=True))


def missing(line_ids: Collection[int]) -> Mapping[int, Decimal]:
    """How much of lines was made up for since it never arrived. One statement."""
    rows = OrderTrouble.objects.filter(line_id__in=among(line_ids), kind=Trouble.SHORT_DELIVERY)
    gone = rows.filter(replacement__isnull=False).order_by().values_list("line_id")
    return {int(pk or 0): total for pk, total in gone.annotate(total=Sum("replacement__quantity"))}


def _links(line_ids: Collection[int]) -> set[_Link]:
    """Which lines replaced which, over however many times: of these lines, those before and those after them."""
    found: set[_Link] = set()
    seen: set[int] = set()
    ids = set(line_ids)
    while ids:
        seen |= ids
        wanted = among(ids)
        back = ReturnLine.objects.filter(Q(replacement_id__in=wanted) | Q(order_line_id__in=wanted))
        back = back.filter(replacement__isnull=False).annotate(why=Value("", CharField()))
        made_up = OrderTrouble.objects.filter(Q(replacement_id__in=wanted) | Q(line_id__in=wanted))
        made_up = made_up.filter(replacement__isnull=False, line__isnull=False).annotate(why=F("kind"))
        rows: Any = back.order_by().values_list("replacement_id", "order_line_id", "why")
        told = rows.union(made_up.order_by().values_list("replacement_id", "line_id", "why"), all=True)
        links = {_Link(int(again), int(line), str(why)) for again, line, why in told}
        found |= links
        ids = {pk for one in links for pk in (one.again, one.line)} - seen
    return found


def _top(pk: int, up: Mapping[int, int]) -> int:
    """The line of the first sale."""
    while pk in up:
        pk = up[pk]
    return pk


def _made_up(
    links: Iterable[_Link], lines: Mapping[int, tuple[Decimal, Decimal]]
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """How much of lines went out again: since it was wrong, and since it never arrived."""
    found: dict[bool, dict[int, Decimal]] = {True: {}, False: {}}
    for one in links:
        if one.trouble:
            of = found[one.trouble == Trouble.SHORT_DELIVERY]
            of[one.line] = of.get(one.line, ZERO) + lines[one.again][0]
    return found[False], found[True]


class _Back(NamedTuple):
    """So much that left by the line `of` lies here, or is to come, on the line by which it was sold."""

    line: int
    of: int
    quantity: Decimal


def _back(shipped: Mapping[int, Decimal]) -> list[_Back]:
    """What of lines is with us; what was repaired, or replaced by goods that left, the customer has again."""
    rows: Any = ReturnLine.objects.filter(order_line_id__in=among(shipped)).exclude(of__state=State.REFUSED)
    rows = rows.exclude(resolution=Resolution.REPAIR, settled_at__isnull=False).order_by()
    of = ("order_line_id", "shipment_line__order_line_id", "replacement_id")
    sums = rows.values_list(*of).annotate(total=Sum(Coalesce("received_quantity", "quantity")))
    return [_Back(line, out, total - shipped.get(again, ZERO)) for line, out, again, total in sums]
