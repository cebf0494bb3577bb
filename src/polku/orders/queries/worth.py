"""What was sold by deals: their orders, without what was waived, called off, came back or was taken off the price."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from polku.company.queries import company, day_of, to_company_currency
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.kernel.money import Money
from polku.orders.logic.agreed import Agreed, Kept, agreed
from polku.orders.logic.states import State
from polku.orders.models import OrderLine
from polku.orders.progress import Step, given_back, so_far

Sold = tuple[Money, date]
"""What an order comes to, and the day it was placed."""


def worth_of(deal_ids: Sequence[int]) -> dict[int, Money]:
    """What the orders of each deal come to, net; in company currency where they are in several.

    Where all of them were called off, nothing was sold: that is 0. One statement, and one for each rate of a day.
    """
    orders: dict[int, list[Any]] = defaultdict(list)
    for line in _lines(list(deal_ids)):
        orders[line.order_id].append(line)
    sold: dict[int, list[Sold]] = defaultdict(list)
    for lines in orders.values():
        one = lines[0]
        net = 0 if one.state == State.CANCELED else _sold(lines).net_minor
        sold[one.deal_id].append((Money(net, one.currency), day_of(one.placed_at)))
    return {deal_id: _together(found) for deal_id, found in sold.items()}


def _together(sold: Sequence[Sold]) -> Money:
    """The sum, at the rates of the orders' days; one of which nothing is left says nothing about the currency."""
    counted = [one for one in sold if one[0].minor] or sold[-1:]
    currencies = {money.currency for money, _day in counted}
    if len(currencies) == 1:
        return Money(sum(money.minor for money, _day in counted), currencies.pop())
    base = company().currency
    return Money(sum(to_company_currency(money, day, base=base).minor for money, day in counted), base)


def _sold(lines: Sequence[Any]) -> Agreed:
    kept = [
        Kept(
            line.line,
            line.net_minor,
            line.tax_minor,
            line.quantity - line.waived_quantity - line.returned,
            line.given_back_minor,
            line.lowered,
        )
        for line in lines
    ]
    return agreed(kept, currency=lines[0].currency, prices_include_tax=lines[0].prices_include_tax)


def _of_deals(deal_ids: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = so_far(OrderLine.objects.filter(order__deal_id__in=among(deal_ids)), Step.RETURNED)
    told: QuerySet[Any] = rows.annotate(
        **given_back(),
        deal_id=F("order__deal_id"),
        state=F("order__state"),
        currency=F("order__currency"),
        prices_include_tax=F("order__prices_include_tax"),
        placed_at=F("order__placed_at"),
    )
    return told.order_by("order_id", "position")


_lines = Prepared(_of_deals)
