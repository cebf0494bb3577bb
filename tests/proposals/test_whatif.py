"""Deals lived again from the log: as it was, the log's own figures; changed, more or fewer of them."""

from __future__ import annotations

import pytest

from polku.proposals.logic.whatif import Change, Stay, answer, inflow


def log(n: int = 400) -> list[Stay]:
    """Needs for ten days, then an offer for twenty; a quarter is lost at each, the last tenth is open at the offer."""
    found = []
    for case in range(n):
        lost = case % 4 == 0
        outcome = "lost" if lost or case % 4 == 1 else "won"
        if case >= n * 0.9:
            outcome = "open"
        found.append(
            Stay(
                case,
                "needs",
                0,
                "lost" if lost and outcome != "open" else "moved",
                "offer",
                10 + case % 5,
                1000,
                outcome,
            )
        )
        if outcome == "open":
            found.append(Stay(case, "offer", 1, "", "", 5.0, 9, outcome))
        elif not lost:
            found.append(Stay(case, "offer", 1, outcome, "", 20 + case % 3, 9, outcome))
    return found


def test_nothing_changed_is_the_log_itself() -> None:
    found = answer(log(), Change("offer"), per_month=40.0)
    assert found is not None
    assert found.wins_more.value == found.value_more.value == 0
    assert found.wins.value == pytest.approx(40 * 0.5 + 40 * 2 / 3 / 12, rel=0.12)
    assert (found.open_n, found.stage_n) == (40, 270)


def test_fewer_lost_are_more_wins_and_slower_ones_fewer() -> None:
    better = answer(log(), Change("needs", loss=-0.1), per_month=40.0)
    slower = answer(log(), Change("offer", time=1.0), per_month=40.0)
    assert better is not None
    assert slower is not None
    assert better.wins_more.low > 0
    assert better.wins_more.value == pytest.approx(40 * 0.1 * 2 / 3, rel=0.3)
    assert slower.wins_more.high < 0
    assert len(better.by_month) == 12


def test_too_few_deals_are_not_lived_again() -> None:
    assert answer(log(80), Change("offer"), per_month=40.0) is None
    assert answer(log(), Change("nowhere"), per_month=40.0) is None
    assert (inflow(0, 30 * 86_400, 31), inflow(None, None, 0)) == (pytest.approx(30.4, abs=0.1), 0.0)
