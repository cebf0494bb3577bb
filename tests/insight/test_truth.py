"""What is planted in the simulated company is found, on seeds that nothing was tuned on; see docs/benchmarks.md.

A few seeds only: `python -m benchmarks verdicts findings forecast` runs hundreds. Equal seeds give equal figures, so
whatever changes what a figure says of them shows here.
"""

from __future__ import annotations

from functools import cache

from benchmarks import findings, verdicts

from polku.insight.engine import Engine

TRUTH = 0.0967
"""What the version truly wins more within the window, from 60,000 buyers with the same luck both ways."""


@cache
def engine() -> Engine:
    """One DuckDB for all of them."""
    return Engine()


def test_a_version_that_is_better_by_ten_points_is_kept_and_the_interval_covers_the_truth() -> None:
    row = verdicts.proved("better", 1001, engine(), points=0.1, per_week=20)
    assert (row["verdict"], row["followed"]) == ("keep", row["new"])
    assert row["low"] <= TRUTH <= row["high"]
    assert 200 < row["new"] < 400
    assert row["plain"] < row["difference"]  # a worse mix of sources came with it, and is held constant


def test_who_skips_a_stage_is_named_with_it_and_skipping_goes_with_fewer_wins() -> None:
    row = findings.skipping(1000, engine=engine(), deals=1500)
    assert row["named"] == [[findings.SKIPPER, findings.NAMED]]
    assert row["win_high"] < 0


def test_a_stage_that_got_slower_is_dated_and_nothing_else_changed() -> None:
    row = findings.changing(1000, company=findings.SLOWING, engine=engine())
    assert [(what, stage) for what, stage, *_ in row["changes"]] == [("time", "offer")]
    ((_, _, week, before, after),) = row["changes"]
    assert abs(week - findings.SLOWER_FROM) <= findings.NEAR_WEEKS
    assert after < before
