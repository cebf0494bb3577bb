"""Orders right and on time: all of it shipped by the promised day, nothing went wrong, nothing came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from polku.insight.analyses.cohort import cohort
from polku.insight.analyses.satisfaction import COLUMNS
from polku.insight.engine import Marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import PROMISED, Asked
from polku.insight.logic.orders_right import OrderCounts, OrdersRight

_NONE: Final = {"owner": "0", "team": "0"}


@dataclass(frozen=True)
class _Order:
    """One order whose promised day is over."""

    case_id: int
    value: str
    shipped: bool
    in_time: bool
    troubled: bool
    returned: bool

    @property
    def right(self) -> bool:
        return self.in_time and not self.troubled and not self.returned


_KINDS: Final[dict[str, Callable[[_Order], bool]]] = {
    "orders_due": lambda one: True,
    "orders_right": lambda one: one.right,
    "orders_late": lambda one: one.shipped and not one.in_time,
    "orders_open": lambda one: not one.shipped,
    "orders_troubled": lambda one: one.troubled,
    "orders_returned": lambda one: one.returned,
}


def orders_right(marts: Marts, f: Filter, now: datetime, asked: Asked) -> OrdersRight:
    """Of the orders whose promised day is over: those shipped in full by that day without a trouble or a return.

    In full is all that was ordered and not waived; a service is shipped when it was done. Days are those of the
    company's time zone. Canceled orders are left out, orders without a promised day are counted and not judged. An
    order belongs to the groups of its deal, and to the month of its promised day.
    """
    attribute = asked.by if asked.by in COLUMNS else PROMISED
    groups: dict[str, OrderCounts] = defaultdict(OrderCounts)
    for one in _judged(marts, f, now, attribute):
        groups[one.value] = groups[one.value].plus(_counted(one))
    whole = OrderCounts()
    for counts in groups.values():
        whole = whole.plus(counts)
    rows = list(groups.items())
    rows.sort(key=lambda row: row[0] if attribute == PROMISED else (-row[1].n, row[0]))
    if attribute == PROMISED:
        rows.reverse()
    orders = _orders(marts, f)
    ((undated, dated),) = marts.rows(
        orders.agg(undated=orders.promised_on.isnull().sum(), dated=orders.promised_on.count())
    )
    return OrdersRight(attribute, whole, (dated or 0) - whole.n, undated or 0, tuple(rows))


def drilled(what: str) -> Callable[[Marts, Drill, datetime], Any]:
    """The deals of orders of a kind, of one month where one is named."""

    def found(marts: Marts, wanted: Drill, now: datetime) -> Any:
        is_one = _KINDS[what]
        judged = _judged(marts, wanted.filter, now, PROMISED)
        ids = {one.case_id for one in judged if is_one(one) and wanted.other in ("", one.value)}
        return marts.cases.filter(marts.cases.case_id.isin(sorted(ids)))

    return found


DRILLS: Final = {what: drilled(what) for what in _KINDS}


def _orders(marts: Marts, f: Filter) -> Any:
    deals = cohort(marts, f).select("case_id", *COLUMNS.values())
    return marts.orders.inner_join(deals, "case_id")


def _judged(marts: Marts, f: Filter, now: datetime, attribute: str) -> Iterator[_Order]:
    zone = ZoneInfo(marts.calendar.zone)
    today = now.astimezone(zone).date()
    orders = _orders(marts, f).filter(lambda rows: rows.promised_on.notnull())
    column = orders[COLUMNS[attribute]].cast("string") if attribute in COLUMNS else None
    value = (
        orders.promised_on.strftime("%Y-%m") if column is None else column.fill_null(_NONE.get(attribute, ""))
    )
    rows = orders.select("case_id", "promised_on", "shipped_at", "troubled", "returned", value=value)
    ends: dict[datetime, datetime] = {}
    for case_id, promised, shipped, troubled, returned, text in marts.rows(rows):
        if promised.date() >= today:
            continue
        if promised not in ends:
            following = promised.date() + timedelta(days=1)
            midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
            ends[promised] = midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        in_time = shipped is not None and shipped < ends[promised]
        yield _Order(case_id, text, shipped is not None, in_time, bool(troubled), bool(returned))


def _counted(one: _Order) -> OrderCounts:
    late = one.shipped and not one.in_time
    return OrderCounts(
        1,
        int(one.right),
        int(one.in_time),
        int(late),
        int(not one.shipped),
        int(one.troubled),
        int(one.returned),
    )
