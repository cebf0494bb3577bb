"""What was sold by deals: their orders, without what was waived, called off, came back or was taken off the price."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.kernel.money import Money
from polku.orders.logic.agreed import Agreed, Kept, agreed
from polku.orders.logic.states import State
from polku.orders.models import OrderLine
from polku.orders.progress import Step, given_back, so_far


def worth_of(deal_ids: Sequence[int]) -> dict[int, Money]:
    """What the orders of each deal come to, net; nothing where they are in several currencies. One statement.

    Where all of them were called off, nothing was sold: that is 0.
    """
    orders: dict[int, list[Any]] = defaultdict(list)
    for line in _lines(list(deal_ids)):
        orders[line.order_id].append(line)
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    off: dict[int, Money] = {}
    for lines in orders.values():
        deal_id, currency = lines[0].deal_id, lines[0].currency
        if lines[0].state == State.CANCELED:
            off[deal_id] = Money(0, currency)
        else:
            net = sums[deal_id].get(currency, 0) + _sold(lines).net_minor
            sums[deal_id][currency] = net
    known = {
        deal_id: Money(minor, currency)
        for deal_id, found in sums.items()
        if len(found) == 1
        for currency, minor in found.items()
    }
    return {deal_id: zero for deal_id, zero in off.items() if deal_id not in sums} | known


def _sold(lines: Sequence[Any]) -> Agreed:
    kept = [
        Kept(
            line.line,
            line.net_minor,
            line.tax_minor,
            line.quantity - line.waived_quantity - line.returned,
            line.given_back_minor,
        )
        for line in lines
    ]
    return agreed(kept, currency=lines[0].currency, prices_include_tax=lines[0].prices_include_tax)


def _of_deals(deal_ids: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = so_far(OrderLine.objects.filter(order__deal_id__in=among(deal_ids)), Step.RETURNED)
    told: QuerySet[Any] = rows.annotate(
        given_back_minor=given_back(),
        deal_id=F("order__deal_id"),
        state=F("order__state"),
        currency=F("order__currency"),
        prices_include_tax=F("order__prices_include_tax"),
    )
    return told.order_by("order_id", "position")


_lines = Prepared(_of_deals)
