"""Known truth: over many simulated companies, do the learned forecast and the advice hold what they promise?

`python -m benchmarks forecast`. `POLKU_BENCH_SEEDS` says how many companies for chances and months (20), ten times as
many for advice.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import mean, stdev
from time import perf_counter
from typing import Final

import benchmarks.ready  # noqa: F401
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


def main() -> None:
    """Print what holds over all companies."""
    brier(SEEDS)
    coverage(SEEDS)
    advice(SEEDS * 10)


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


def brier(seeds: int) -> None:
    """Brier scores on held-out time, against the share by stage and naive Bayes; and claims where there is nothing."""
    from polku.forecast.logic.learning import learn

    gains: dict[str, list[float]] = {"weighted": [], "bayes": []}
    scores: dict[str, list[float]] = {"learned": [], "weighted": [], "bayes": []}
    clear = {"weighted": 0, "bayes": 0}
    claims, started = 0, perf_counter()
    for seed in range(seeds):
        run = simulate(COMPANY, seed=seed, deals=3000, weeks=208)
        proof = learn(courses_of(run), run.clock.second(run.weeks) / 86_400)["proof"]
        for other in gains:
            gains[other].append(proof[other]["gain"])
            clear[other] += proof[other]["low"] > 0
            scores[other].append(proof[f"{other}_score"])
        scores["learned"].append(proof["weighted"]["score"])
        run = simulate(plain(), seed=seed, deals=1500, weeks=156)
        claims += learn(courses_of(run), run.clock.second(run.weeks) / 86_400)["proof"]["weighted"]["low"] > 0
    print(
        f"Brier, {seeds} companies: " + ", ".join(f"{name} {mean(one):.4f}" for name, one in scores.items())
    )
    for other, one in gains.items():
        error = 1.96 * stdev(one) / sqrt(len(one))
        print(f"  better than {other} by {mean(one):.4f} +- {error:.4f}; clear in {clear[other]} of {seeds}")
    print(
        f"  nothing to learn: claimed better than by stage in {claims} of {seeds} ({perf_counter() - started:.0f} s)"
    )


def coverage(seeds: int) -> None:
    """How many of 24 months fall between P10 and P90, widened by earlier errors alone."""
    from polku.forecast.logic.learning import learn

    held: dict[tuple[str, int, str], list[bool]] = {}
    started = perf_counter()
    for seed in range(seeds):
        run = simulate(COMPANY, seed=seed, deals=DEALS, weeks=WEEKS)
        courses = courses_of(run)
        errors: dict[tuple[str, int, str], list[tuple[int, float]]] = {}
        for place in range(WARM + MONTHS):
            today, spans = _day(_after(place)), [_span(place + ahead) for ahead in range(AHEAD)]
            known = as_of(courses, today)
            data = learn(known, today)
            at_work = None if data["refused"] else Learned(data)
            then = Basis(
                weighted.stage_shares(known), weighted.days_to_win(known), usual_values(known), at_work
            )
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
                            held.setdefault(key, []).append(wide.p10 <= real <= wide.p90)
                        errors.setdefault(key, []).append((place, sums.error(real, said)))
    print(f"P10 to P90 held, {seeds} companies x {MONTHS} months ({perf_counter() - started:.0f} s):")
    for key, rows in sorted(held.items()):
        print(f"  {key[0]}, {key[1]} months ahead, {key[2]}: {mean(rows):.1%} of {len(rows)}")


def advice(seeds: int) -> None:
    """Whether the planted act is found and covered, and how often one that does nothing is claimed."""
    truth, covered, found, claimed, placebos, started = effect_of_demo(HELPED), 0, 0, 0, 0, perf_counter()
    away = 0
    for seed in range(seeds):
        run = simulate(HELPED, seed=seed, deals=1800, weeks=156)
        rows = effects_of(run)
        demo = next(one for one in rows if (one.stage, one.act) == ("1:needs", "demo"))
        covered += demo.low <= truth <= demo.high
        found += demo.found
        others = [one for one in rows if one.act in ("recap", "reference", "meeting")]
        placebos += len(others)
        claimed += sum(one.found for one in others)
        away += sum(not one.low <= 0 <= one.high for one in others)
    print(f"advice, {seeds} companies ({perf_counter() - started:.0f} s): a demo is worth {truth:.3f};")
    print(f"  interval covers it in {covered}, called found in {found};")
    print(f"  acts that do nothing: interval without nought {away} of {placebos}, called found {claimed}")


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
