"""Whether an obstacle rises: exact intervals, hand figures, false alarms held."""

import random

import pytest

from polku.journey.logic.rising import LEAST, interval, rise, rising, tail


@pytest.mark.parametrize(
    ("seen", "whole", "low", "high"),
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (2, 20, 0.0123, 0.3170)],
)
def test_the_interval_is_that_of_clopper_and_pearson(seen: int, whole: int, low: float, high: float) -> None:
    found = interval(seen, whole)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_the_chance_of_so_many_or_more_is_binomial() -> None:
    assert [round(tail(k, 4, 0.25), 6) for k in range(6)] == [
        1.0,
        0.683594,
        0.261719,
        0.050781,
        0.003906,
        0.0,
    ]


def test_as_often_as_before_is_a_ratio_of_one() -> None:
    found = rise(10, 30)
    assert (found.ratio, found.low < 1 < (found.high or 0)) == (1.0, True)


def test_three_times_as_often_is_said_with_its_interval() -> None:
    # 18 of 36 in a quarter of the time: the share lies in 0.3292 to 0.6708, the ratio is 3 times its odds.
    found = rise(18, 18)
    assert (found.ratio, round(found.low, 2), round(found.high or 0, 2)) == (3.0, 1.47, 6.11)


def test_none_before_has_no_ratio_and_no_upper_end() -> None:
    found = rise(8, 0)
    assert (found.ratio, found.high, found.low > 1) == (None, None, True)


def test_fewer_than_the_least_never_rise() -> None:
    found = rising({"price": (LEAST - 1, 0), "trust": (LEAST, 0)})
    assert [(key, one.is_too_few, one.rises) for key, one in found.items()] == [
        ("price", True, False),
        ("trust", False, True),
    ]


def test_nothing_at_all_is_too_few() -> None:
    assert rising({"price": (0, 0)})["price"].is_too_few


def test_a_steady_obstacle_seldom_rings() -> None:
    dice, rings = random.Random(7), 0
    for _ in range(300):
        counts = {str(code): (_poisson(dice, 6), _poisson(dice, 18)) for code in range(12)}
        rings += any(one.rises for one in rising(counts).values())
    assert rings <= 0.05 * 300


def test_an_obstacle_noted_three_times_as_often_rings_mostly() -> None:
    dice, rings = random.Random(8), 0
    for _ in range(100):
        counts = {str(code): (_poisson(dice, 6), _poisson(dice, 18)) for code in range(11)} | {
            "price": (_poisson(dice, 36), _poisson(dice, 36))
        }
        rings += rising(counts)["price"].rises
    assert rings >= 90


def _poisson(dice: random.Random, mean: float) -> int:
    time, number = dice.expovariate(1), 0
    while time < mean:
        time, number = time + dice.expovariate(1), number + 1
    return number
