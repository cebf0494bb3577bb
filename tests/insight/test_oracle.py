"""The figures equal those of PM4Py and lifelines, which run in a Python of their own (`make setup-oracle`)."""

from __future__ import annotations

import csv
import json
import random
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import ibis
import numpy
import pyarrow as pa
import pytest

from polku.insight.analyses import deviating, flows, going_round
from polku.insight.analyses.survival import with_quantiles
from polku.insight.engine import Engine, Marts
from polku.insight.filters import Filter
from polku.insight.logic.incidence import aalen_johansen
from polku.insight.logic.survival import Counts, left_at
from polku.kernel.calendars import DEFAULT
from tests.environment import data_folder, oracle
from tests.insight import worlds
from tests.insight.worlds import DAY, NOW, STAGES, Case, Visit

pytestmark = pytest.mark.oracle
Load = Callable[[Sequence[Case]], Marts]


def asked(**questions: Any) -> Any:
    """The oracle's answers."""
    done = subprocess.run(
        [str(oracle()), str(Path(__file__).with_name("oracle_process.py"))],
        input=json.dumps(questions), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def company(seed: int, n: int) -> list[Case]:
    """Deals that mostly go along the line, skip, go back, stay open or end."""
    chance, cases = random.Random(seed), []
    for _ in range(n):
        at, stops = chance.choice([0, 0, 0, 1]), []
        while at < len(STAGES) and len(stops) < 9:
            stops.append(STAGES[at])
            at += chance.choices([1, 2, -1], [12, 2, 2])[0]
            at = max(at, 0)
            if chance.random() < 0.15 or stops[-1] == (STAGES[at] if at < len(STAGES) else ""):
                break
        end = chance.choice(["", "lost", "won", "paused"])
        days = [chance.randint(1, 700) / 24 for _ in stops]
        visits = [
            Visit(stop, "moved" if place < len(stops) - 1 else end, days[place])
            for place, stop in enumerate(stops)
        ]
        cases.append(Case(tuple(visits), NOW - chance.randint(300, 600) * DAY, end or "open"))
    return cases


def log_of(cases: Sequence[Case]) -> list[list[Any]]:
    """The coming to each stage as an event."""
    return [
        [number, visit.stage, entered.timestamp()]
        for number, case in enumerate(cases)
        for visit, (entered, _) in zip(case.visits, worlds.timed(case), strict=True)
        if entered
    ]


def test_moves_variants_rework_and_fitting_cases_equal_pm4py(load: Load) -> None:
    cases = company(7, 300)
    marts = load(cases)

    told = asked(process={"log": log_of(cases), "line": list(STAGES)})["process"]

    same(marts, told)


def same(marts: Marts, told: Any) -> None:
    """Moves with counts and medians, variants, rework and fitting cases are those of the oracle."""
    moves = {
        (m.stage, m.next_stage): (m.n, m.median_calendar_seconds) for m in flows.moves(marts, Filter()).moves
    }
    assert {(a, b): n for a, b, n, _ in told["moves"]} == {pair: n for pair, (n, _) in moves.items()}
    for stage, following, _, median in told["moves"]:
        assert moves[stage, following][1] == pytest.approx(median, abs=1e-3)
    found = flows.variants(marts, Filter(), most=10_000)
    assert {tuple(path): n for path, n in told["variants"]} == {one.path: one.n for one in found.variants}
    assert told["rework"] == {one.stage: one.deals for one in going_round.rework(marts, Filter()).stages}
    assert told["fitting"] == deviating.deviations(marts, Filter()).fitting
    assert told["fitting"] == flows.conformance(marts, Filter()).conforming


# Logs of other companies, as (case, activity, moment) in the order of time. Their activities are called by the stages
# of the made line, so that both sides know a line to hold them against.
def orders_of_a_marketplace() -> list[tuple[str, str, datetime]]:
    """Bought, approved, handed over, delivered: some handed over before they were approved, some never delivered."""
    dates = ("purchase_timestamp", "approved_at", "delivered_carrier_date", "delivered_customer_date")
    found = []
    for row in public("olist-orders", "olist_orders_dataset.csv"):
        for stage, name in zip(STAGES, dates, strict=False):
            if row[f"order_{name}"]:
                found.append((row["order_id"], stage, moment_of(row[f"order_{name}"])))
    return sorted(found, key=lambda event: (event[0], event[2]))


def leads_of_a_marketplace() -> list[tuple[str, str, datetime]]:
    """First contact and win: most never won, one won before its first contact."""
    leads = public("olist-funnel", "olist_marketing_qualified_leads_dataset.csv")
    won = public("olist-funnel", "olist_closed_deals_dataset.csv")
    found = [(row["mql_id"], STAGES[0], moment_of(row["first_contact_date"])) for row in leads]
    found += [(row["mql_id"], STAGES[1], moment_of(row["won_date"])) for row in won]
    return sorted(found, key=lambda event: (event[0], event[2]))


def public(folder: str, name: str) -> list[dict[str, str]]:
    """The rows of a public file."""
    data = data_folder()
    assert data is not None
    with (data / folder / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def moment_of(text: str) -> datetime:
    """A moment of a file, which are all in one zone without changes."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def marts_of(events: Sequence[tuple[str, str, datetime]]) -> dict[str, Any]:
    """A log as marts: a case stays in an activity until its next one, in the last one for good."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("visits", "cases", "paths", "acts")}
    nodes: dict[tuple[int, str], int] = {}
    for number, (_, steps) in enumerate(groupby(events, key=lambda event: event[0]), 1):
        walked, path = list(steps), 0
        rows["cases"].append(
            {"case_id": number, "process_id": 1, "version_id": 1, "outcome": "open", "voided": False}
        )
        for seq, (_, stage, at) in enumerate(walked):
            if (path, stage) not in nodes:
                nodes[path, stage] = len(nodes) + 1
                rows["paths"].append(
                    {"id": len(nodes), "parent_id": path, "process_id": 1, "stage": stage, "depth": seq + 1}
                )
            path, left = nodes[path, stage], walked[seq + 1][2] if seq + 1 < len(walked) else None
            seconds = None if left is None else int((left - at).total_seconds())
            rows["visits"].append(
                {
                    "visit_id": len(rows["visits"]) + 1, "case_id": number, "process_id": 1, "version_id": 1,
                    "stage": stage, "position": STAGES.index(stage), "seq": seq, "entered_at": at.replace(tzinfo=None),
                    "left_at": left.replace(tzinfo=None) if left else None, "leaving": "moved" if left else "",
                    "previous_stage": walked[seq - 1][1] if seq else "", "working_seconds": seconds,
                    "calendar_seconds": seconds, "path_id": path, "history": True, "automatic": False,
                    "override": False,
                }
            )  # fmt: skip
    return {name: worlds.table(name, made) for name, made in (rows | {"stages": worlds.stage_rows()}).items()}


@pytest.mark.data
@pytest.mark.parametrize("log", [orders_of_a_marketplace, leads_of_a_marketplace])
def test_public_logs_give_what_pm4py_says_of_them(log: Callable[[], list[tuple[str, str, datetime]]]) -> None:
    events = log()
    marts = Engine().load(marts_of(events), DEFAULT)

    told = asked(process={"log": [(a, b, at.timestamp()) for a, b, at in events], "line": list(STAGES)})[
        "process"
    ]

    same(marts, told)
    assert sum(n for _, n in told["variants"]) == len({case for case, _, _ in events}) >= 8000


@pytest.mark.parametrize("ties", [False, True])
def test_kaplan_meier_equals_lifelines(load: Load, ties: bool) -> None:
    chance = random.Random(3)
    times = [chance.randint(1, 40) if ties else chance.randint(1, 10**7) for _ in range(400)]
    ended = [chance.random() < 0.7 for _ in times]
    marts = load(company(1, 3))
    rows = pa.table({"name": ["a"] * 400, "t": times, "ended": [int(one) for one in ended]})
    marts.backend.con.register("oracle_rows", rows)
    table = ibis.table({"name": "string", "t": "int64", "ended": "int64"}, name="oracle_rows")
    curve, _ = with_quantiles(marts, table)["a"]

    at = [point.t for point in curve.points]
    told = asked(kaplan_meier={"durations": times, "ended": ended, "at": at})["kaplan_meier"]

    assert [point.left for point in curve.points] == pytest.approx(told["left"], abs=1e-9)
    assert [point.low for point in curve.points[:-1]] == pytest.approx(told["low"][:-1], abs=1e-9)
    assert [point.high for point in curve.points[:-1]] == pytest.approx(told["high"][:-1], abs=1e-9)
    assert curve.median == told["median"]


def test_what_is_left_at_some_times_equals_lifelines() -> None:
    chance = random.Random(11)
    times = [chance.randint(1, 60) for _ in range(300)]
    ended = [chance.random() < 0.3 for _ in times]
    zero = numpy.zeros(300, int)
    counts = Counts(["a"], zero, numpy.array(times), numpy.array(ended, int), zero + 1)
    at = [5, 17.5, 30, 59, 60]

    (mine,) = left_at(counts, at).values()
    told = asked(kaplan_meier={"durations": times, "ended": ended, "at": at})["kaplan_meier"]

    known = [point for point in mine if point]
    assert [point.left for point in known] == pytest.approx(told["left"], abs=1e-9)
    assert [point.low for point in known] == pytest.approx(told["low"], abs=1e-9)
    assert [point.high for point in known] == pytest.approx(told["high"], abs=1e-9)
    assert [point.at_risk for point in known] == [sum(t >= moment for t in times) for moment in at]
    assert left_at(counts, [61])["a"] == (None,)


def test_aalen_johansen_equals_lifelines_where_no_times_are_tied() -> None:
    chance = random.Random(5)
    times = chance.sample(range(1, 10**6), 300)
    outcomes = [chance.choice([0, 1, 1, 2]) for _ in times]
    names = {0: "", 1: "won", 2: "lost"}

    mine = aalen_johansen((t, names[k], 1) for t, k in zip(times, outcomes, strict=True))
    told = asked(aalen_johansen={"durations": times, "outcomes": outcomes})["aalen_johansen"]

    for number, name in ((1, "won"), (2, "lost")):
        shares = dict(told[str(number)])
        assert [point.share for point in mine[name]] == pytest.approx(
            [shares[point.t] for point in mine[name]], abs=1e-9
        )
