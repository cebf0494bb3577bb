"""Known truth: over many simulated companies, do the learned forecast and the advice hold what they promise?

`python -m benchmarks forecast`. `POLKU_BENCH_SEEDS` says how many companies for chances and months (20), ten times as
many for advice; `benchmarks.seeds` which.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import mean, stdev
from typing import Final

import benchmarks.ready  # noqa: F401
from benchmarks import seeds
from benchmarks.seeds import Row
from polku.advice.logic.comparing import Effect, Stay, compared
from polku.demo.logic.simulation import COMPANY, Company, Forced, Habit, Run, plain, simulate
from polku.demo.logic.simulation.running import lives
from polku.forecast.logic import outlook, sums, weighted
from polku.forecast.logic.courses import LOST, OPEN, WON, Course, as_of, usual_values
from polku.forecast.logic.model import Learned
from polku.forecast.logic.outlook import Basis, Span

SEEDS: Final = int(os.environ.get("POLKU_BENCH_SEEDS", "20"))
DEALS, WEEKS = 3200, 230.0
FIRST: Final = date(2025, 1, 1)
WARM, MONTHS, AHEAD = 12, 24, 3
HELPS: Final = 0.9
HELPED: Final = replace(
    COMPANY,
    habits=(
        Habit("demo", "needs", 0.5, 5.0, helps=HELPS),
        Habit("recap", "needs", 0.4, 5.0),
        Habit("reference", "offer", 0.35, 5.0),
        Habit("meeting", "close", 0.5, 5.0),
    ),
)
"""A company in which a demo helps, and three other acts do nothing."""


OTHERS: Final = ("weighted", "bayes")


def main() -> None:
    """Print what holds over all companies; a name or several in `POLKU_BENCH_PARTS` asks for a part alone."""
    wanted = os.environ.get("POLKU_BENCH_PARTS", "advice brier coverage").split()
    if "advice" in wanted:
        summed_advice(seeds.proved("advice", 10 * SEEDS, advice))
    if "brier" in wanted:
        summed_brier(seeds.proved("brier", SEEDS, brier))
    if "coverage" in wanted:
        summed_coverage(seeds.proved("coverage", SEEDS, coverage))


def courses_of(run: Run) -> list[Course]:
    """A simulated company as courses."""
    company, second = run.company, run.clock.second
    return [
        Course(
            one.number, second(one.opened) / 86_400, None if one.outcome == "open" else second(one.closed) / 86_400,
            OPEN if one.outcome == "open" else WON if one.outcome == "won" else LOST,
            tuple((second(stay.entered) / 86_400, f"1:{company.stops[stay.stage].key}") for stay in one.stays),
            "1", str(one.version), company.sources[one.source].key, company.products[one.product][0],
            one.value_minor, one.rep + 1, company.reps[one.rep].team,
            tuple(second(act.at) / 86_400 for act in one.acts),
        )
        for one in run.deals
    ]  # fmt: skip


def brier(seed: int) -> Row:
    """Brier scores on held-out time, against the share by stage and naive Bayes; and claims where there is nothing."""
    from polku.forecast.logic.learning import learn

    run = simulate(COMPANY, seed=seed, deals=3000, weeks=208)
    proof = learn(courses_of(run), run.clock.second(run.weeks) / 86_400)["proof"]
    run = simulate(plain(), seed=seed, deals=1500, weeks=156)
    nothing = learn(courses_of(run), run.clock.second(run.weeks) / 86_400)["proof"]
    found: Row = {"learned": proof["weighted"]["score"], "claimed": nothing["weighted"]["low"] > 0}
    for other in OTHERS:
        found |= {other: proof[f"{other}_score"], f"{other}_gain": proof[other]["gain"]}
        found |= {f"{other}_clear": proof[other]["low"] > 0}
    return found


def summed_brier(rows: list[Row]) -> None:
    """What the scores say together: the gain with its interval over companies."""
    print("  " + ", ".join(f"{name} {mean(row[name] for row in rows):.4f}" for name in ("learned", *OTHERS)))
    for other in OTHERS:
        gains = [row[f"{other}_gain"] for row in rows]
        error = 1.96 * stdev(gains) / sqrt(len(gains)) if len(gains) > 1 else 1.0
        clear = sum(row[f"{other}_clear"] for row in rows)
        print(f"  better than {other} by {mean(gains):.4f} +- {error:.4f}; clear by itself in {clear}")
    print(f"  nothing to learn: claimed better than by stage in {sum(row['claimed'] for row in rows)}")


def coverage(seed: int) -> Row:
    """How many of 24 months fall between P10 and P90, widened by earlier errors alone."""
    from polku.forecast.logic.learning import learn

    held: dict[str, list[bool]] = {}
    run = simulate(COMPANY, seed=seed, deals=DEALS, weeks=WEEKS)
    courses = courses_of(run)
    errors: dict[tuple[str, int, str], list[tuple[int, float]]] = {}
    for place in range(WARM + MONTHS):
        today, spans = _day(_after(place)), [_span(place + ahead) for ahead in range(AHEAD)]
        known = as_of(courses, today)
        data = learn(known, today)
        at_work = None if data["refused"] else Learned(data)
        then = Basis(weighted.stage_shares(known), weighted.days_to_win(known), usual_values(known), at_work)
        for method, months in outlook.looked_back(known, then, today, spans).items():
            for ahead, month in enumerate(months):
                came = outlook.came_in(courses, month.span, float("inf"))
                for what, said, real in (
                    ("wins", month.count, came.count),
                    ("value", month.value, came.value),
                ):
                    key = (method, ahead, what)
                    past = [one for when, one in errors.get(key, ()) if when + ahead < place][-24:]
                    wide = said.widened(sums.widening(past))
                    if place >= WARM:
                        inside = wide.p10 <= real <= wide.p90
                        held.setdefault(f"{method}, {ahead} months ahead, {what}", []).append(inside)
                    errors.setdefault(key, []).append((place, sums.error(real, said)))
    return {"held": {key: [sum(one), len(one)] for key, one in held.items()}}


def summed_coverage(rows: list[Row]) -> None:
    """The share of months held, over all companies."""
    for key in sorted(rows[0]["held"]):
        inside, n = (sum(row["held"][key][place] for row in rows) for place in (0, 1))
        print(f"  {key}: {inside / n:.1%} of {n}")


def advice(seed: int) -> Row:
    """What is said of the act that helps, and of three that do nothing."""
    run = simulate(HELPED, seed=seed, deals=1800, weeks=156)
    rows = effects_of(run)
    demo = next(one for one in rows if (one.stage, one.act) == ("1:needs", "demo"))
    others = [one for one in rows if one.act in ("recap", "reference", "meeting")]
    return {
        "difference": demo.difference, "low": demo.low, "high": demo.high, "found": demo.found,
        "placebos": len(others), "claimed": sum(one.found for one in others),
        "away": sum(not one.low <= 0 <= one.high for one in others),
    }  # fmt: skip


def summed_advice(rows: list[Row]) -> None:
    """Whether the planted act is found and covered, and how often one that does nothing is claimed."""
    truth = effect_of_demo(HELPED)
    covered = sum(row["low"] <= truth <= row["high"] for row in rows)
    placebos, claimed, away = (sum(row[name] for row in rows) for name in ("placebos", "claimed", "away"))
    print(
        f"  a demo is worth {truth:.3f}, found to be {mean(row['difference'] for row in rows):.3f} on average;"
    )
    print(f"  covered in {covered} of {len(rows)}, called found in {sum(row['found'] for row in rows)};")
    print(f"  acts that do nothing: interval without nought {away} of {placebos}, called found {claimed},")
    print(f"  companies in which any was called found: {sum(row['claimed'] > 0 for row in rows)}")


def effects_of(run: Run) -> list[Effect]:
    """What advice says of a simulated company, by wins."""
    return compared(stays_of(run), run.clock.second(run.weeks) / 86_400)


def stays_of(run: Run) -> list[Stay]:
    """First stays of a simulated company in its stages."""
    company, found = run.company, []

    def day(week: float) -> float:
        return run.clock.second(week) / 86_400

    for one in run.deals:
        won = day(one.closed) if one.outcome == "won" else None
        acts = tuple((day(act.at), act.kind) for act in one.acts)
        seen: set[int] = set()
        for place, stay in enumerate(one.stays):
            if stay.stage in seen:
                continue
            seen.add(stay.stage)
            later = next(
                (day(each.entered) for each in one.stays[place + 1 :] if each.stage > stay.stage), won
            )
            left = None if stay.leaving == "" else day(stay.left)
            found.append(
                Stay(
                    one.number, f"1:{company.stops[stay.stage].key}", day(stay.entered), left, later, won,
                    day(one.opened), company.sources[one.source].key, company.products[one.product][0], one.rep + 1,
                    one.value_minor, acts,
                )
            )  # fmt: skip
    return found


def effect_of_demo(company: Company, n: int = 30_000) -> float:
    """What a demo adds to winning within 13 weeks, of deals still in their needs a week after they came there."""
    place = company.keys.index("needs")
    arms = [lives(company, 99, [0.0] * n, Forced(acts={"demo": done})) for done in (True, False)]
    differences = []
    for with_it, without in zip(*arms, strict=True):
        stay = next((one for one in with_it.stays if one.stage == place), None)
        if stay is not None and stay.left - stay.entered > 1:
            until = stay.entered + 14
            differences.append(_won_by(with_it, until) - _won_by(without, until))
    return mean(differences)


def _won_by(deal: object, week: float) -> int:
    return int(deal.outcome == "won" and deal.closed <= week)  # type: ignore[attr-defined]


def _after(place: int) -> date:
    month = FIRST.year * 12 + FIRST.month - 1 + place
    return date(month // 12, month % 12 + 1, 1)


def _day(first: date) -> float:
    return float((first - date(1970, 1, 1)).days)


def _span(place: int) -> Span:
    return Span(_day(_after(place)), _day(_after(place + 1)))
