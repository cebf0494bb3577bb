"""Words of orders."""

from decimal import Decimal

import pytest

from polku.orders.models import Order, OrderLine
from polku.orders.queries import LineProgress, OrderProgress
from polku.orders.web.shown import glance_of
from polku.orders.words import percent_done


@pytest.mark.parametrize(
    ("part", "said"), [("0", "0%"), ("0.6688", "66%"), ("0.999", "99%"), ("1", "100%"), ("1.004", "100%")]
)
def test_all_of_an_order_is_done_only_when_all_of_it_is(part: str, said: str) -> None:
    assert percent_done(Decimal(part)) == said


@pytest.mark.parametrize(("billed", "said"), [(9, "Bills paid"), (10, "Paid")])
def test_what_is_paid_of_bills_for_a_part_is_not_said_of_the_order(billed: int, said: str) -> None:
    nine, zero = Decimal(9), Decimal(0)
    line = OrderLine(quantity=Decimal(10), net_minor=1000)
    come = LineProgress(line, zero, nine, nine, zero, Decimal(billed))
    order = Order(state="confirmed", gross_minor=1000)
    shown = glance_of(OrderProgress(order, (come,), billed * 100, billed * 100))
    assert (shown[0].said, shown[2].label, shown[2].said) == ("90%", said, "100%")
