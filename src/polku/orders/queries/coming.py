"""How far orders have come: derived from what later domains tell, never stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.orders import progress as told
from polku.orders.logic.agreed import Agreed, Kept, agreed
from polku.orders.models import Order, OrderLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class LineProgress:
    """What became of a line; `due` is what is still to be shipped."""

    line: OrderLine
    reserved: Decimal
    shipped: Decimal
    delivered: Decimal
    returned: Decimal
    billed: Decimal

    @property
    def due(self) -> Decimal:
        """Still to be shipped: ordered, not waived, not shipped."""
        left: Decimal = self.line.quantity - self.line.waived_quantity - self.shipped
        return max(left, ZERO)

    @property
    def kept(self) -> Decimal:
        """What the customer keeps once all is shipped: ordered, not waived, not given back."""
        left: Decimal = self.line.quantity - self.line.waived_quantity - self.returned
        return max(left, ZERO)

    @property
    def to_bill(self) -> Decimal:
        """Shipped and kept, and not billed."""
        return self.shipped - self.returned - self.billed


Count = Callable[[LineProgress], Decimal]


@dataclass(frozen=True)
class OrderProgress:
    """An order with its lines and sums; shares are by value, between 0 and 1, None where there is nothing to do."""

    order: Order
    lines: tuple[LineProgress, ...]
    billed_minor: int
    paid_minor: int

    @property
    def delivered(self) -> Decimal | None:
        """The share delivered, of what is not waived, by value."""
        return self._share(lambda one: min(one.delivered, one.line.quantity - one.line.waived_quantity))

    @property
    def shipped(self) -> Decimal | None:
        """The share that left the house, of what is not waived, by value."""
        return self._share(lambda one: min(one.shipped, one.line.quantity - one.line.waived_quantity))

    @property
    def billed(self) -> Decimal | None:
        """The share billed, of what is neither waived nor came back."""
        return _share_of(self.lines, lambda one: min(one.billed, one.kept), lambda one: one.kept)

    @property
    def paid(self) -> Decimal | None:
        """The share of the billed amount, or of the order's where nothing is billed, that is paid."""
        of = self.billed_minor or self.order.gross_minor
        return min(Decimal(self.paid_minor) / of, Decimal(1)) if of else None

    @property
    def is_short(self) -> bool:
        """Whether goods of it are neither kept for it nor gone; what is being picked counts as missing here."""
        return any(one.line.kind == "goods" and one.due > one.reserved for one in self.lines)

    @property
    def agreed(self) -> Agreed:
        """What the order comes to without what was waived."""
        kept = [
            Kept(row.line, row.net_minor, row.tax_minor, row.quantity - row.waived_quantity)
            for row in (one.line for one in self.lines)
        ]
        if all(one.quantity == one.line.quantity for one in kept):
            return Agreed(self.order.net_minor, self.order.gross_minor)
        order = self.order
        return agreed(kept, currency=order.currency, prices_include_tax=order.prices_include_tax)

    @property
    def is_done(self) -> bool:
        """Whether all of it was delivered, billed and paid, and no more than billed; nothing to do counts as done."""
        settled = self.paid_minor <= self.billed_minor
        return settled and all(part is None or part == 1 for part in (self.delivered, self.billed, self.paid))

    def _share(self, done: Count) -> Decimal | None:
        return _share_of(self.lines, done, lambda one: one.line.quantity - one.line.waived_quantity)


def _share_of(lines: Sequence[LineProgress], done: Count, of: Count) -> Decimal | None:
    """How much by value is done of what is counted; None where there is nothing."""
    whole = sum((_weight(one) * of(one) for one in lines), ZERO)
    return sum((_weight(one) * done(one) for one in lines), ZERO) / whole if whole else None


def _weight(one: LineProgress) -> Decimal:
    """What one unit of a line weighs: its value, or 1 where it is free."""
    return Decimal(one.line.net_minor) / one.line.quantity if one.line.net_minor else Decimal(1)


def lines_in_order(order_ids: Sequence[int]) -> QuerySet[OrderLine]:
    """The lines of orders, in their order."""
    return OrderLine.objects.filter(order_id__in=among(order_ids)).order_by("order_id", "position")


lines_of = Prepared(lines_in_order)
_so_far = Prepared(lambda order_ids: told.so_far(lines_in_order(order_ids), *told.Step))


def progress(orders: Sequence[Order]) -> list[OrderProgress]:
    """How far these orders have come: one query for lines and one for each sum that is told."""
    ids = [order.id for order in orders]
    lines: dict[int, list[LineProgress]] = {}
    for line in _so_far(ids):
        found = LineProgress(line, *(getattr(line, step) for step in told.Step))
        lines.setdefault(line.order_id, []).append(found)
    sums = {total: told.sums(total, ids) for total in told.Sum}
    return [
        OrderProgress(
            order,
            tuple(lines.get(order.id, ())),
            sums[told.Sum.BILLED].get(order.id, 0),
            sums[told.Sum.PAID].get(order.id, 0),
        )
        for order in orders
    ]
