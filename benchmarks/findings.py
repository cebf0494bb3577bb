"""Known truth: over many seeds of the simulated company, do findings name what was planted, and nobody else?

`python -m benchmarks findings`; `POLKU_BENCH_SEEDS` says how many seeds (200), `benchmarks.seeds` which. Three
companies: one where a representative skips needs and all sell equally well, one where a stage gets slower on a date,
and one where nothing is planted.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from statistics import mean, median
from typing import Final

import benchmarks.ready  # noqa: F401
from benchmarks import seeds
from benchmarks.seeds import Row
from polku.demo.logic.simulation import COMPANY, Company, Rep, Run, Slower, simulate
from polku.demo.metrics import tables
from polku.insight.analyses import causes, deviating, drift
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.kernel.calendars import DEFAULT

PER_WEEK: Final = 40
SKIP_WEEKS, WEEKS, SLOWER_FROM = 52, 60, 30
SKIPS: Final = 0.6
NAMED: Final = "skipped:needs"
LIKE: Final = tuple(Rep(team) for team in (1, 1, 1, 2, 2, 2))
SKIPPER: Final = 4
"""The representative who skips needs, counted from 1."""
SKIPPING: Final = replace(
    COMPANY, reps=tuple(replace(rep, skips=SKIPS * (n == SKIPPER)) for n, rep in enumerate(LIKE, 1))
)
SLOWING: Final = replace(COMPANY, slower=(Slower("offer", SLOWER_FROM, 1.8),))
NEAR_WEEKS: Final = 3


def marts_of(run: Run, engine: Engine) -> Marts:
    """A run in the marts of an engine."""
    return engine.load(tables(run, acts=False), DEFAULT)


def skipping(seed: int, *, engine: Engine, deals: int = PER_WEEK * SKIP_WEEKS) -> Row:
    """Whom and what findings name in a company where one skips needs and all sell equally well."""
    run = simulate(SKIPPING, seed=seed, deals=deals, weeks=SKIP_WEEKS)
    marts, f = marts_of(run, engine), Filter()
    who = deviating.who_deviates(marts, f).people
    named = [[one.owner, one.deviation.code] for one in who if one.q <= 0.05 and one.extra > 0]
    price = next(one for one in deviating.deviations(marts, f).deviations if one.deviation.code == NAMED)
    lost = causes.causes(marts, f, run.ends_at, Asked()).causes
    blamed = [int(one.value) for one in lost if one.attribute == "owner" and one.q <= 0.05 and one.extra > 0]
    people = [one for one in causes.like_for_like(marts, f).groups if one.kind == "person" and one.level]
    below = [int(one.key) for one in people if one.level and one.level.high < one.level.of_all]
    win = price.price.win
    return {
        "named": named, "blamed": blamed, "below": below, "win_high": win.high if win else 1.0,
        "win": win.value if win else 0.0,
    }  # fmt: skip


def summed_skipping(rows: list[Row]) -> None:
    """How often the right one is named, and another."""
    right, n = [SKIPPER, NAMED], len(rows)
    print(
        f"  who leaves the line: names the one with the stage in {sum(right in row['named'] for row in rows)} of {n},"
    )
    print(
        f"    anybody or anything else in {sum(any(one != right for one in row['named']) for row in rows)};"
    )
    costs = sum(row["win_high"] < 0 for row in rows)
    print(
        f"  what goes with skipping: {mean(row['win'] for row in rows):.3f} wins, below nought for sure in {costs};"
    )
    for name, what in (("blamed", "what loss goes with"), ("below", "like for like, below all")):
        others = sum(any(one != SKIPPER for one in row[name]) for row in rows)
        print(f"  {what}: names the one in {sum(SKIPPER in row[name] for row in rows)}, another in {others}")


def changing(seed: int, *, company: Company, engine: Engine, deals: int = PER_WEEK * WEEKS) -> Row:
    """The changes that drift dates: of what, of which, in which week of the run, before and after."""
    run = simulate(company, seed=seed, deals=deals, weeks=WEEKS)
    found = drift.drift(marts_of(run, engine), Filter(), run.ends_at)
    start = run.clock.second(0) / 86_400
    told = []
    for one in found.series:
        for change in one.changes:
            day = one.weeks[change.at].toordinal() - 719_163  # of 1970-01-01
            told.append([one.what, one.key, round((day - start) / 7, 1), change.before, change.after])
    return {"series": len(found.series), "changes": told}


def summed_slowing(rows: list[Row]) -> None:
    """How often the stage is found, near its date; and changes of what did not change."""
    mine = [
        [one for one in row["changes"] if one[:2] == ["time", "offer"] and one[4] < one[3]] for row in rows
    ]
    off = [min(abs(one[2] - SLOWER_FROM) for one in found) for found in mine if found]
    near = sum(weeks <= NEAR_WEEKS for weeks in off)
    print(
        f"  slower stage: found in {len(off)} of {len(rows)}, within {NEAR_WEEKS} weeks of its date in {near},"
    )
    again = sum(len(one) > 1 for one in mine)
    print(f"    median {median(off) if off else 0:.1f} weeks off; a second change of it in {again};")
    other = sum(any(one[0] == "time" and one[1] != "offer" for one in row["changes"]) for row in rows)
    won = sum(any(one[0] == "won" for one in row["changes"]) for row in rows)
    ways = sum(any(one[0] == "variant" for one in row["changes"]) for row in rows)
    print(f"    another stage's time in {other}, wins in the usual time in {won}, ways through in {ways}")


def summed_nothing(rows: list[Row]) -> None:
    """How often a change is dated where there was none."""
    claimed = sum(bool(row["changes"]) for row in rows)
    print(f"  nothing planted: a change of anything in {claimed} of {len(rows)}")


def main() -> None:
    """Every company over every seed, then what was found."""
    count, engine = int(os.environ.get("POLKU_BENCH_SEEDS", "200")), Engine()
    summed_skipping(seeds.proved("skipping", count, partial(skipping, engine=engine)))
    summed_slowing(seeds.proved("slowing", count, partial(changing, company=SLOWING, engine=engine)))
    summed_nothing(seeds.proved("nothing", count, partial(changing, company=COMPANY, engine=engine)))
