"""Shares by stage against known quantiles of the beta law."""

import pytest

from polku.forecast.logic import weighted
from polku.forecast.logic.courses import Course, State


@pytest.mark.parametrize(
    ("won", "n", "low", "high"),
    [(3, 10, 0.0927, 0.6058), (50, 100, 0.4032, 0.5968), (0, 5, 0.0, 0.3794), (5, 5, 0.6206, 1.0)],
)
def test_jeffreys_interval_is_that_of_the_tables(won: int, n: int, low: float, high: float) -> None:
    found = weighted.jeffreys(won, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-4)


def test_the_beta_law_agrees_with_scipy() -> None:
    scipy = pytest.importorskip("scipy.stats")
    for share, a, b in ((0.025, 3.5, 7.5), (0.5, 120.5, 80.5), (0.975, 0.5, 40.5)):
        assert weighted.beta_quantile(share, a, b) == pytest.approx(scipy.beta.ppf(share, a, b), abs=1e-8)


def _deal(number: int, outcome: str, *stages: str) -> Course:
    walked = tuple((float(place), stage) for place, stage in enumerate(stages))
    return Course(number, 0.0, None if outcome == "open" else 10.0, outcome, walked)


def test_a_stage_counts_the_closed_deals_that_were_ever_in_it() -> None:
    deals = [_deal(1, "won", "a", "b"), _deal(2, "lost", "a"), _deal(3, "open", "a", "b")]
    shares = weighted.stage_shares(deals)
    assert {stage: (one.won, one.n) for stage, one in shares.items()} == {
        "": (1, 2), "a": (1, 2), "b": (1, 1),
    }  # fmt: skip
    assert weighted.days_to_win(deals) == {"": 10.0, "a": 10.0, "b": 9.0}


def test_naive_bayes_says_more_of_what_won_more() -> None:
    web, fair = (State("a", 1.0, 1.0, 0, 1.0, None, source=source) for source in ("web", "fair"))
    bayes = weighted.NaiveBayes([(web, True)] * 30 + [(web, False)] * 10 + [(fair, False)] * 40)
    assert bayes.chance(web) > 0.6 > 0.1 > bayes.chance(fair)
