"""Known truth: over many seeds of the simulated company, do verdicts on a change of the process hold?

`python -m benchmarks verdicts`; `POLKU_BENCH_SEEDS` says how many seeds (200), `benchmarks.seeds` which.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import lru_cache, partial
from math import inf
from statistics import mean
from typing import Any, Final

import benchmarks.ready  # noqa: F401
from benchmarks import seeds
from polku.demo.logic.simulation import (
    COMPANY,
    Company,
    Edition,
    Run,
    Slower,
    edition_effect,
    simulate,
    stage_times,
)
from polku.demo.metrics import tables
from polku.insight import trials
from polku.insight.engine import Engine
from polku.insight.filters import Filter
from polku.kernel.calendars import DEFAULT
from polku.proposals.logic import sampling, verdicts
from polku.proposals.logic.followed import DAY, Followed, measured
from polku.proposals.logic.indicators import Indicator

POINTS: Final = 0.05
PER_WEEK: Final = 60
BEFORE_WEEKS: Final = 60
WINDOW_WEEKS: Final = 25
STAGE: Final = "offer"
STAGE_WEEKS: Final = 12
DAYS: Final = 3.0
SCENARIOS: Final = ("better", "placebo", "slower")
LATER: Final = {"web": 0.3, "referral": 0.15, "fair": 0.2, "list": 0.35}
"""From the change on, more buyers come from the worst source: a plain comparison would blame the version."""


def company_of(scenario: str, points: float = POINTS) -> Company:
    """What is planted: five points more, nothing, or a stage that got slower; the mix shifts with the version."""
    points = points if scenario == "better" else 0.0
    editions = (Edition(1, -inf), Edition(2, BEFORE_WEEKS, points))
    if scenario == "slower":
        return replace(COMPANY, editions=editions, slower=(Slower(STAGE, BEFORE_WEEKS, 1.6, version=2),))
    shifted = tuple(replace(one, share_later=LATER[one.key]) for one in COMPANY.sources)
    return replace(COMPANY, editions=editions, sources=shifted, shift_week=BEFORE_WEEKS)


@lru_cache
def truth_of(scenario: str) -> float:
    """What is true of the difference, from the same buyers with the same luck both ways."""
    if scenario == "slower":
        company = company_of(scenario)
        before = stage_times(replace(company, slower=()), STAGE, week=BEFORE_WEEKS, n=60_000)
        return 5 * (stage_times(company, STAGE, week=BEFORE_WEEKS, n=60_000) - before)
    if scenario == "placebo":
        return 0.0
    return edition_effect(COMPANY, POINTS, within_weeks=WINDOW_WEEKS, n=60_000).difference


def proved(
    scenario: str, seed: int, engine: Engine, *, points: float = POINTS, per_week: int = PER_WEEK
) -> dict[str, Any]:
    """One seed: state the sample from the time before, follow so many deals, give the verdict as the product does."""
    indicator = Indicator.STAGE_DAYS if scenario == "slower" else Indicator.WIN_RATE
    effect = DAYS if scenario == "slower" else points
    window = 7 * (STAGE_WEEKS if scenario == "slower" else WINDOW_WEEKS)
    company = company_of(scenario, points)
    last = BEFORE_WEEKS + (12 if scenario == "slower" else 28) + window / 7
    rows, run = _rows(company, seed, last, round(per_week * last), engine)
    started = run.clock.second(BEFORE_WEEKS)
    # Those followed to the end by then: what came later does not show in them.
    before = [row for row in rows if row.opened < started]
    level = measured(before, indicator, window_days=window, now=started, bands=())
    sample = sampling.needed([one.value for one in level], indicator, effect)
    plan = verdicts.Plan(
        indicator, effect, 1, 2, sample.old, sample.new or 0, window, started, started + 3650 * DAY, STAGE
    )
    found = verdicts.verdict(verdicts.arms(rows, plan, int(run.ends_at.timestamp())), plan)
    return {
        "scenario": scenario, "old": sample.old, "new": sample.new, "followed": found.new_n,
        "verdict": found.verdict, "why": found.why, "difference": found.difference, "low": found.low,
        "high": found.high, "plain": found.plain,
    }  # fmt: skip


def _rows(
    company: Company, seed: int, weeks: float, deals: int, engine: Engine
) -> tuple[list[Followed], Run]:
    run = simulate(company, seed=seed, deals=deals, weeks=weeks)
    marts = engine.load(tables(run, acts=False), DEFAULT)
    return [Followed(*row) for row in trials.deals_in(marts, Filter(), run.ends_at, stage=STAGE)], run


def summed(scenario: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Over all seeds of a scenario: intervals that cover the truth, and what was said."""
    truth = truth_of(scenario)
    return {
        "seeds": len(rows),
        "truth": round(truth, 4),
        "mean": round(mean(row["difference"] for row in rows), 4),
        "plain": round(mean(row["plain"] for row in rows), 4),
        "covered": sum(row["low"] <= truth <= row["high"] for row in rows),
        "followed": round(mean(row["followed"] for row in rows)),
        **{name: sum(row["verdict"] == name for row in rows) for name in ("keep", "undo", "unclear")},
    }


def main() -> None:
    """Every scenario over every seed, then the sums."""
    count = int(os.environ.get("POLKU_BENCH_SEEDS", "200"))
    engine = Engine()
    for scenario in SCENARIOS:
        rows = seeds.proved(f"verdicts-{scenario}", count, partial(proved, scenario, engine=engine))
        print(f"{scenario}: {json.dumps(summed(scenario, rows))}")
