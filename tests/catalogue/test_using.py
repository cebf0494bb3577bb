"""Uses of a promotion are counted exactly, also when many sales take it at the same moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.logic import SYSTEM
from polku.catalogue.actions import (
    Use,
    change_promotion,
    give_back_promotions,
    make_promotion,
    stop_promotion,
    use_promotions,
)
from polku.catalogue.models import Promotion, PromotionUse
from polku.kernel.errors import Invalid
from tests.conftest import NOW
from tests.db.on_disk import at_once, on_disk


def promotion(key: str = "p", **more: object) -> Promotion:
    values: dict[str, object] = {"name": "Opening", "effect": "percent", "value": Decimal(10)}
    return make_promotion(key, values=values | more, actor=SYSTEM, at=NOW)


def used(*uses: Use, at: datetime = NOW) -> list[str]:
    answers = use_promotions(uses, actor=SYSTEM, at=at)
    return ["counted" if one.counted else str(one.error or "known") for one in answers]


def test_uses_are_counted_up_to_the_limit_and_once_a_sale(db: None) -> None:
    pk = promotion(uses_max=2).pk
    order = [Use(pk, n, ("order", n)) for n in range(3)]
    assert used(order[0], order[0], order[1], order[2]) == [
        "counted", "known", "counted", "The promotion “Opening” was used as often as it may be.",
    ]  # fmt: skip
    assert used(order[1]) == ["known"]
    assert Promotion.objects.get().uses == 2
    with pytest.raises(Invalid):
        change_promotion(pk, values={"uses_max": 1}, actor=SYSTEM, at=NOW)


def test_a_customer_uses_it_no_more_often_than_one_may(db: None) -> None:
    pk = promotion(uses_per_customer_max=1).pk
    assert used(Use(pk, 1, ("order", 1)), Use(pk, 1, ("order", 2)), Use(pk, 2, ("order", 3))) == [
        "counted", "This customer has used the promotion “Opening” as often as one may.", "counted",
    ]  # fmt: skip


def test_a_use_is_given_back_once(db: None) -> None:
    pk = promotion(uses_max=1).pk
    used(Use(pk, 1, ("order", 1)))
    assert [give_back_promotions(("order", 1), actor=SYSTEM, at=NOW) for _ in range(2)] == [1, 0]
    assert (Promotion.objects.get().uses, used(Use(pk, 1, ("order", 2)))) == (0, ["counted"])


def test_a_promotion_ends_when_it_says(db: None) -> None:
    pk = promotion(from_at=NOW, to_at=NOW + timedelta(hours=1)).pk
    moments = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1)]
    assert [used(Use(pk, None, ("order", n)), at=at) == ["counted"] for n, at in enumerate(moments)] == [
        False, True, True, False,
    ]  # fmt: skip
    stop_promotion(pk, actor=SYSTEM, at=NOW)
    assert used(Use(pk, None, ("order", 9))) == ["The promotion “Opening” does not hold at this moment."]
    assert used(Use(99, None, ("order", 9))) == ["There is no such promotion."]


def test_many_uses_take_as_many_statements_as_one(db: None) -> None:
    ids = [promotion(f"p{n}", uses_max=99, uses_per_customer_max=9).pk for n in range(5)]
    counts = []
    for uses in (
        [Use(ids[0], 1, ("order", 1))],
        [Use(pk, n, ("order", n)) for pk in ids for n in range(2, 5)],
    ):
        with CaptureQueriesContext(connection) as seen:
            assert set(used(*uses)) == {"counted"}
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with on_disk(tmp_path):
        yield


@pytest.mark.django_db(transaction=True)
def test_of_80_sales_at_once_exactly_25_get_the_promotion(shared: None) -> None:
    pk = promotion(uses_max=25).pk

    def shop(number: int) -> list[str]:
        return [used(Use(pk, number, ("order", number * 100 + turn)))[0] for turn in range(10)]

    answers = at_once(*[lambda number=number: shop(number) for number in range(8)])
    said = [one for answer in answers for one in answer]
    assert (len(said), said.count("counted")) == (80, 25)
    assert (Promotion.objects.get().uses, PromotionUse.objects.count()) == (25, 25)


@pytest.mark.django_db(transaction=True)
def test_of_one_customers_8_sales_at_once_one_gets_it(shared: None) -> None:
    pk = promotion(uses_per_customer_max=1).pk
    answers = at_once(*[lambda n=n: used(Use(pk, 5, ("order", n))) for n in range(8)])
    assert sorted(one[0] for one in answers)[-1] == "counted"
    assert PromotionUse.objects.count() == 1
