"""Sums of chances against all cases counted out, and against drawn ones."""

from itertools import product
from random import Random

import pytest

from polku.forecast.logic import sums
from polku.forecast.logic.sums import Arrivals, Quantiles


def _law(chances: list[float]) -> list[float]:
    law = [0.0] * (len(chances) + 1)
    for case in product((0, 1), repeat=len(chances)):
        weight = 1.0
        for p, won in zip(chances, case, strict=True):
            weight *= p if won else 1 - p
        law[sum(case)] += weight
    return law


def test_the_law_of_the_number_of_wins_is_that_of_all_cases_counted_out() -> None:
    chances = [0.1, 0.35, 0.5, 0.8, 0.9, 0.02]
    assert sums._coins([(p, 1.0) for p in chances]) == pytest.approx(_law(chances), abs=1e-9)


def test_the_mean_is_the_sum_of_the_chances_and_what_is_to_come() -> None:
    found = sums.wins([0.2, 0.3], Arrivals(2.0, 3.0))
    assert found.mean == pytest.approx(2.5)


def test_half_of_four_fair_coins_is_two() -> None:
    found = sums.wins([0.5] * 4)
    assert found.p50 == pytest.approx(2.0)
    assert found.p10 < 1.0 < 3.0 < found.p90


def test_worth_agrees_with_drawn_sums() -> None:
    random = Random(3)
    parts = [(random.random() * 0.6, random.uniform(1000, 90_000)) for _ in range(40)]
    found = sums.worth(parts)
    drawn = sorted(sum(v for p, v in parts if random.random() < p) for _ in range(20_000))
    for mark, share in ((found.p10, 0.1), (found.p50, 0.5), (found.p90, 0.9)):
        assert mark == pytest.approx(drawn[int(share * len(drawn))], rel=0.03)


def test_what_is_to_come_agrees_with_drawn_sums() -> None:
    random = Random(5)
    values = (100.0, 250.0, 900.0)
    found = sums.worth([], Arrivals(6.0, 6.0, values))
    drawn = []
    for _ in range(20_000):
        n, t = 0, random.expovariate(6.0)
        while t < 1:
            n, t = n + 1, t + random.expovariate(6.0)
        drawn.append(sum(random.choice(values) for _ in range(n)))
    drawn.sort()
    for mark, share in ((found.p10, 0.1), (found.p50, 0.5), (found.p90, 0.9)):
        assert mark == pytest.approx(drawn[int(share * len(drawn))], rel=0.06, abs=60)


def test_very_many_deals_are_summed_by_moments_close_to_the_exact_law() -> None:
    chances = [0.01 + 0.5 * (place % 7) / 7 for place in range(1400)]
    exact = sums.wins(chances)
    parts = [(p, 1.0) for p in chances]
    quick = sums._by_moments(parts, 0.0, 0.0, (1.0,), 1.0, sum(chances))
    assert [quick.p10, quick.p50, quick.p90] == pytest.approx([exact.p10, exact.p50, exact.p90], abs=0.6)


def test_nothing_open_and_nothing_to_come_is_nothing() -> None:
    assert sums.wins([]).mean == 0
    assert sums.worth([]).p90 < 1


def test_marks_are_never_made_narrower_and_not_by_a_handful_of_errors() -> None:
    assert sums.widening([3.0] * 7) == 1.0
    assert sums.widening([0.2] * 20) == 1.0
    assert sums.widening([0.5] * 8 + [1.7, 1.8, 1.9]) == 1.8


def test_widened_marks_stay_above_what_came_in() -> None:
    wide = Quantiles(10.0, 8.0, 10.0, 13.0).widened(3.0, floor=6.0)
    assert (wide.p10, wide.p50, wide.p90) == (6.0, 10.0, 19.0)
