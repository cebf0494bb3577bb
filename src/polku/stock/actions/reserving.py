"""Keeping stock for orders; what is short waits as a backorder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.db import few
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.db.transactions import write
from polku.eventlog.actions import append_later
from polku.orders.models import Order, OrderLine
from polku.stock.actions import reach
from polku.stock.actions.levels import ZERO, shelves
from polku.stock.events import OrderReserved
from polku.stock.models import Reservation
from polku.stock.queries.lines import shipped_or_picked, with_state


@dataclass(frozen=True)
class Reserved:
    """What became of an order: how much of each line is kept, and how much is short."""

    order_id: int
    reserved: dict[int, Decimal]
    short: dict[int, Decimal]

    @property
    def complete(self) -> bool:
        """Whether nothing is short."""
        return not self.short


def reserve_orders(
    order_ids: Sequence[int], *, only: int | None = None, actor: Actor, at: datetime
) -> list[Reserved]:
    """Keep what is free for these orders, the first one first; called once an order is confirmed, and again at will.

    `only` names the one product that is kept; lines of others stay as they are, and are not said to be short. The
    levels are locked, so nothing is promised twice however many ask at once; the database checks it too. A constant
    number of statements. Orders that do not go on are left as they are.
    """
    with write():
        orders = {key: row for key, row in reach.locked_orders(order_ids).items() if row.goes_on}
        turns = {key: turn for turn, key in reversed(list(enumerate(order_ids)))}
        lines: list[Any] = [
            line for line in _with_state(list(orders)) if only is None or line.product_id == only
        ]
        lines.sort(key=lambda line: turns[line.order_id])
        wanted = {line.id: max(_open(line, {line.id: line.gone}) - line.kept, ZERO) for line in lines}
        held = shelves(wanted_products(wanted, lines), with_values=False)
        kept: dict[int, dict[int, Decimal]] = defaultdict(dict)
        fresh: list[Reservation] = []
        for line in lines:
            left = wanted.get(line.id, ZERO)
            for level in held.of(line.product_id or 0) if left else ():
                part = min(left, level.on_hand - level.reserved)
                if part <= 0:
                    continue
                level.reserved += part
                left -= part
                fresh.append(Reservation(order_line=line, location_id=level.location_id, quantity=part))
                kept[line.order_id][line.id] = kept[line.order_id].get(line.id, ZERO) + part
            wanted[line.id] = left
        if fresh:
            held.save()
            _keep(fresh, _kept([line for line in lines if line.kept]))
        answers = [_answer(orders[key], lines, kept.get(key, {}), wanted) for key in orders]
        entries = [
            reach.entry(
                OrderReserved(
                    order_id=one.order_id, number=orders[one.order_id].number, complete=one.complete
                ),
                orders[one.order_id],
                ("order", one.order_id),
                at,
            )
            for one in answers
            if one.reserved
        ]
        append_later(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return answers


def release_orders(order_ids: Sequence[int], *, surplus_only: bool = False) -> None:
    """Let go what is kept for these orders: all of it, or what their lines do not need any more."""
    with write():
        lines = {line.id: line for line in _goods(order_ids)}
        rows = list(
            Reservation.objects.filter(order_line_id__in=among(lines)).select_for_update().order_by("-id")
        )
        if not rows:
            return
        _lower(lines, rows, _surplus(lines, rows) if surplus_only else dict.fromkeys(lines))


def let_go(order_ids: Sequence[int], quantities: Mapping[int, Decimal]) -> set[int]:
    """Let go so much of what is kept for lines of these orders, at most what is; the orders that had something."""
    with write():
        lines = {line.id: line for line in _goods(order_ids) if line.id in quantities}
        kept = Reservation.objects.filter(order_line_id__in=among(list(lines)))
        rows = list(kept.select_for_update().order_by("-id"))
        _lower(lines, rows, {key: quantities[key] for key in lines})
    return {lines[row.order_line_id].order_id for row in rows if quantities[row.order_line_id]}


def _lower(
    lines: Mapping[int, OrderLine], rows: Sequence[Reservation], too_much: dict[int, Decimal | None]
) -> None:
    """Take so much off what is kept for each line, all of it where None stands."""
    if not rows:
        return
    held = shelves({lines[row.order_line_id].product_id or 0 for row in rows}, with_values=False)
    gone: list[Reservation] = []
    less: list[Reservation] = []
    for row in rows:
        over = too_much.get(row.order_line_id, ZERO)
        part = row.quantity if over is None else min(row.quantity, over)
        if part <= 0:
            continue
        if over is not None:
            too_much[row.order_line_id] = over - part
        held.levels[lines[row.order_line_id].product_id or 0, row.location_id].reserved -= part
        row.quantity -= part
        (less if row.quantity else gone).append(row)
    held.save()
    Reservation.objects.filter(id__in=[row.id for row in gone]).delete()
    few.change(less, ["quantity"])


def _surplus(lines: dict[int, OrderLine], rows: Sequence[Reservation]) -> dict[int, Decimal | None]:
    kept: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        kept[row.order_line_id] += row.quantity
    gone = shipped_or_picked([line.order_id for line in lines.values()])
    return {line_id: max(kept[line_id] - _open(lines[line_id], gone), ZERO) for line_id in kept}


def _open(line: OrderLine, gone: dict[int, Decimal]) -> Decimal:
    left: Decimal = line.quantity - line.waived_quantity - gone.get(line.id, ZERO)
    return max(left, ZERO)


def _goods(order_ids: Sequence[int]) -> QuerySet[OrderLine]:
    rows = OrderLine.objects.filter(order_id__in=among(order_ids), kind="goods", product__isnull=False)
    return rows.order_by("order_id", "position")


_with_state = Prepared(lambda order_ids: with_state(_goods(order_ids)))


def _kept(lines: Sequence[OrderLine]) -> list[Reservation]:
    """What is kept for these lines already."""
    if not lines:
        return []
    return list(Reservation.objects.filter(order_line_id__in=among([line.id for line in lines])))


def wanted_products(wanted: dict[int, Decimal], lines: Sequence[OrderLine]) -> set[int]:
    """Products of which something is wanted."""
    return {line.product_id for line in lines if line.product_id is not None and wanted[line.id]}


def _keep(fresh: Sequence[Reservation], kept: Sequence[Reservation]) -> None:
    """Store what is kept, added to what was kept at the same place before."""
    known = {(row.order_line_id, row.location_id): row for row in kept}
    more = []
    for row in fresh:
        before = known.get((row.order_line_id, row.location_id))
        if before is not None:
            before.quantity += row.quantity
            more.append(before)
    insert(Reservation, [row for row in fresh if (row.order_line_id, row.location_id) not in known])
    if more:
        few.change(more, ["quantity"])


def _answer(
    order: Order, lines: Sequence[OrderLine], kept: dict[int, Decimal], left: dict[int, Decimal]
) -> Reserved:
    own = [line.id for line in lines if line.order_id == order.id]
    return Reserved(order.id, kept, {key: left[key] for key in own if left[key]})
