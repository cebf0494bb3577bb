"""Orders right and on time, as frozen values and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from polku.insight.logic.figures import Share
from polku.insight.logic.finding_tables import HIGH, LOW
from polku.insight.logic.tables import Column, Table, Value
from polku.kernel.errors import gettext_noop

LEAST: Final = 5
"""Below so many orders no share is said."""


@dataclass(frozen=True)
class OrderCounts:
    """Orders whose promised day is over: what became of them.

    Each is in time (all of it left by that day), late (all of it left after), or open (not all of it has left).
    `troubled` and `returned` may be any of them; `right` are in time without either.
    """

    n: int = 0
    right: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    troubled: int = 0
    returned: int = 0

    def plus(self, other: OrderCounts) -> OrderCounts:
        """Both together."""
        return OrderCounts(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def share(self) -> Share | None:
        """Right and on time, of all (Wilson); none where there are too few."""
        return Share(self.right, self.n) if self.n >= LEAST else None


@dataclass(frozen=True)
class OrdersRight:
    """Orders by group; `coming` are promised for today or later, `undated` without any day, and neither is judged."""

    attribute: str
    whole: OrderCounts
    coming: int
    undated: int
    groups: tuple[tuple[str, OrderCounts], ...]


def told(counts: OrderCounts) -> tuple[Value, Value, Value]:
    """The share that is right and on time with its interval; nothing where there are too few orders."""
    share = counts.share
    return (share.share, share.low, share.high) if share else (None, None, None)


def table(found: OrdersRight) -> Table:
    """A row per group."""
    columns = (
        Column("attribute", gettext_noop("By"), "attribute"),
        Column("value", gettext_noop("Group"), "value"),
        Column("n", gettext_noop("Orders due"), drill="orders_due"),
        Column("right", gettext_noop("Right and on time"), drill="orders_right"),
        Column("share", gettext_noop("Share"), "share", few=True),
        Column("low", LOW, "share"),
        Column("high", HIGH, "share"),
        Column("in_time", gettext_noop("Shipped in full in time")),
        Column("late", gettext_noop("In full, but late"), drill="orders_late"),
        Column("open", gettext_noop("Not in full yet"), drill="orders_open"),
        Column("troubled", gettext_noop("Something went wrong"), drill="orders_troubled"),
        Column("returned", gettext_noop("With a return"), drill="orders_returned"),
    )
    rows = tuple(
        (
            found.attribute, value, one.n, one.right, *told(one), one.in_time, one.late, one.open, one.troubled,
            one.returned,
        )
        for value, one in found.groups
    )  # fmt: skip
    handles = tuple((found.attribute, value) for value, _ in found.groups)
    return Table("orders-right", found.whole.n, columns, rows, handles)
