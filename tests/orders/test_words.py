"""Words of orders."""

from decimal import Decimal

import pytest

from polku.orders.words import percent_done


@pytest.mark.parametrize(
    ("part", "said"), [("0", "0%"), ("0.6688", "66%"), ("0.999", "99%"), ("1", "100%"), ("1.004", "100%")]
)
def test_all_of_an_order_is_done_only_when_all_of_it_is(part: str, said: str) -> None:
    assert percent_done(Decimal(part)) == said
