"""The simulated company: one seed, one story; what is planted is there; both sinks tell the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import inf
from typing import Any

import pytest

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.access.queries import actor_of
from polku.company.queries import calendar
from polku.demo.actions.simulated import perform
from polku.demo.logic.simulation import (
    COMPANY,
    Company,
    Edition,
    Habit,
    Rep,
    Run,
    Slower,
    act_effect,
    edition_effect,
    plain,
    simulate,
    skip_effect,
    stage_times,
    told,
)
from polku.demo.logic.simulation.clock import Clock, moment
from polku.demo.metrics import tables
from polku.eventlog.events import Via
from polku.insight import queries
from polku.insight.engine import Engine, engine
from polku.insight.filters import Filter
from polku.process.models import ProcessVersion
from tests.conftest import NOW, People
from tests.kept import kept

TWO = (Edition(1, -inf), Edition(2, 6, points=0.1))


def test_one_seed_tells_one_story() -> None:
    assert list(told(simulate(seed=3, deals=50, weeks=10))) == list(
        told(simulate(seed=3, deals=50, weeks=10))
    )
    assert simulate(seed=3, deals=50, weeks=10).deals != simulate(seed=4, deals=50, weeks=10).deals


def test_events_come_in_the_order_of_time_within_working_hours() -> None:
    run = simulate(seed=1, deals=300, weeks=20)
    events = list(told(run))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert all(events[-1].at <= run.ends_at.timestamp() for _ in events)
    worked = [moment(event.at) for event in events if event.what != "published"]
    assert {at.weekday() for at in worked} == {0, 1, 2, 3, 4}
    assert all(9 <= at.hour <= 17 for at in worked)
    own: dict[int, int] = {}
    for event in events[1:]:
        assert own.get(event.number, 0) < event.at
        own[event.number] = event.at


def test_the_clock_keeps_order_and_comes_back() -> None:
    clock = Clock(NOW, (9, 17))
    weeks = [0.0, 0.199, 0.2, 0.5, 0.999, 1.0, 7.3]
    seconds = [clock.second(week) for week in weeks]
    assert all(one < other for one, other in pairwise(seconds))
    assert [round(clock.week(moment(second)), 3) for second in seconds] == weeks
    assert clock.week(moment(clock.second(0.999)) + timedelta(days=1)) == 1.0


def test_a_better_version_wins_what_it_is_planted_to_win_and_a_placebo_nothing() -> None:
    better = edition_effect(COMPANY, 0.05, n=6000)
    assert better.difference == pytest.approx(0.05, abs=4 * better.error)
    assert edition_effect(COMPANY, 0.0, n=500).difference == 0.0


def test_an_act_helps_and_skipping_costs_as_planted() -> None:
    company = replace(COMPANY, habits=(Habit("recap", "needs", 0.5, 3.0, helps=0.8),))
    assert act_effect(company, "recap", n=2000).difference > 0.03
    assert act_effect(COMPANY, "recap", n=500).difference == 0.0
    assert skip_effect(COMPANY, n=2000).difference < -0.05


def test_a_stage_gets_slower_on_its_week() -> None:
    company = replace(COMPANY, slower=(Slower("offer", 20, 2.5),))
    before, after = (stage_times(company, "offer", week=week, n=3000) for week in (0, 30))
    assert after > 1.5 * before
    assert stage_times(COMPANY, "offer", week=30, n=3000) == pytest.approx(before, rel=0.1)


def test_of_a_plain_company_nothing_but_the_stage_matters() -> None:
    run = simulate(plain(), seed=5, deals=4000, weeks=10)
    shares = Counter[int](), Counter[int]()
    for deal in run.deals:
        if deal.outcome != "open":
            shares[deal.outcome == "won"][deal.source] += 1
    won = [shares[True][source] / (shares[True][source] + shares[False][source]) for source in range(4)]
    assert max(won) - min(won) < 0.08


@kept
def simulated(people: People) -> tuple[Run, dict[str, list[int]], dict[int, int]]:
    """Forty deals of three representatives, carried out by actions."""
    company = replace(COMPANY, reps=(Rep(1), Rep(1, skips=1.0), Rep(2)), editions=TWO, customers=30)
    run = simulate(company, seed=2, deals=40, weeks=12)
    third = add_user(
        email="eve@example.org", name="Eve", role="seller", teams=[people.riga.id], actor=SYSTEM, at=NOW
    )
    sellers = [people.alice, people.bob, third]
    deals = perform(run, sellers=[actor_of(one, Via.DEMO) for one in sellers])
    ids = {"owners": [one.id for one in sellers], "teams": [people.helsinki.id, people.riga.id]}
    return run, ids, deals


def test_both_sinks_tell_the_same(simulated: tuple[Run, dict[str, list[int]], dict[int, int]]) -> None:
    run, ids, deals = simulated
    with engine().marts() as lived:
        acted = rows(lived.backend.con, deals)
        figures = queries.funnel(Filter()), queries.stage_time(Filter(), run.ends_at)
    versions = dict(ProcessVersion.objects.filter(process__key="simulated").values_list("number", "id"))
    process_id = ProcessVersion.objects.filter(process__key="simulated").values_list("process_id", flat=True)[
        0
    ]
    told_again = Engine()
    made = tables(run, calendar=calendar(), versions=versions, process_id=process_id, **ids)
    marts = told_again.load(made, calendar())
    written = rows(marts.backend.con, {number: number + 1 for number in deals})
    for name in ("cases", "visits", "acts"):
        assert acted[name] == written[name], name
    assert acted["stages"] == written["stages"]
    assert figures[0] == _analysis("funnel", "funnel", marts)
    assert figures[1] == _analysis("times", "stage_time", marts, run.ends_at)


def _analysis(module: str, name: str, marts: Any, *given: Any) -> Any:
    from importlib import import_module

    return getattr(import_module(f"polku.insight.analyses.{module}"), name)(marts, Filter(), *given)


def rows(con: Any, deals: dict[int, int]) -> dict[str, list[dict[str, Any]]]:
    """Rows of the marts, with deals by their number and without ids of our own making."""
    numbers = {deal: number for number, deal in deals.items()}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, dropped in (
        ("cases", {"customer_id"}), ("visits", {"visit_id", "path_id", "seq"}), ("acts", {"act_id"}), ("stages", set()),
    ):  # fmt: skip
        cursor = con.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description]
        made = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        for row in made:
            if "case_id" in row:
                row["case_id"] = numbers[row["case_id"]]
            for column in dropped:
                del row[column]
        found[name] = sorted(
            made,
            key=lambda row: (
                row.get("case_id", 0),
                str(row.get("entered_at") or row.get("at") or row.get("key")),
            ),
        )
    shapes: dict[int, int] = {}  # numbered by the ids of paths, among others
    for row in found["cases"]:
        row["shape_id"] = shapes.setdefault(row["shape_id"], len(shapes))
    return found


def test_companies_can_be_told_apart_by_what_is_planted() -> None:
    assert isinstance(hash(COMPANY), int)
    assert replace(COMPANY, editions=TWO) != Company(COMPANY.stops, COMPANY.sources, COMPANY.reps)
