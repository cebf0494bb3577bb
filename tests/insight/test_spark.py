"""Every figure asked of a Spark cluster of two workers equals DuckDB's, row by row."""

from __future__ import annotations

import math
import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from django.db import connection

from polku.insight import queries
from polku.insight.engine import Engine, Marts
from polku.insight.feed import write_marts
from polku.insight.filters import Drill, Filter
from polku.insight.logic.asked import GROUPS, Asked
from polku.insight.spark import SparkEngine
from polku.kernel.calendars import DEFAULT
from tests.insight import worlds
from tests.insight.worlds import NOW, STAGES, walk

pytestmark = [
    pytest.mark.spark,
    # The bridge to Java leaves its sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="runs on SQLite only: Spark reads files, whatever wrote them"
    ),
]
WAIT_SECONDS: Final = 90
FILTERS: Final = (
    Filter(process="made"),
    Filter(process="made", sources=("web",), date_from=(NOW - 40 * worlds.DAY).date()),
    Filter(process="made", value_from=900, customer_kind="company", owners=(1, 0)),
)
STUCK: Final = Filter(process="made", value_from=90_000)
"""So few losses that who stands too long counts as lost."""
FINDINGS: Final = {
    "between": ("between",),
    "cohorts": ("cohorts",),
    "acts": ("after_acts", "first_acts"),
    "standing": ("cumulative_flow",),
    "going_round": ("variant_groups", "rework", "handovers"),
    "deviating": ("deviations", "who_deviates"),
    "costs": ("bottlenecks", "waiting"),
    "causes": ("causes", "like_for_like"),
    "drift": ("drift",),
    "flows": ("steps",),
    "stage_causes": ("stage_causes",),
    "satisfaction": ("satisfaction",),
    "late_delivery": ("late_delivery",),
    "retention": ("retention",),
    "offering": ("at_once",),
    "spreading": ("consistency",),
    "skills": ("skills",),
    "orders_right": ("orders_right",),
}
"""The findings by module."""
PART: Final = Filter(process="made", phases=("qualify", "offer"))
PARTS: Final = (
    ("funnel", "funnel"),
    ("funnel", "dropout"),
    ("passing", "passing"),
    ("between", "between"),
    ("times", "stage_time"),
    ("flows", "moves"),
    ("going_round", "rework"),
    ("costs", "bottlenecks"),
    ("stage_causes", "stage_causes"),
)
"""What can be asked of a part of the line."""
GIVEN: Final = {
    "now": NOW,
    "asked": Asked(stage="find", until="offer", act="engage.call", then="engage.demo", days=30),
    "roles": ((1, "seller"), (2, "lead")),
}
_QUICK: Final = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
"""Six Javas that live a minute on two cores: to compile their code well costs more than it gives back."""
_MASTER: Final = "org.apache.spark.deploy.master.Master"
_WORKER: Final = "org.apache.spark.deploy.worker.Worker"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone cluster on loopback: a master and two workers of one core."""
    home = tmp_path_factory.mktemp("spark")
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> Path:
        said = home / f"{name}.log"
        place = Path(str(find_spec("pyspark").origin)).parent  # type: ignore[union-attr]
        env = {
            **os.environ,
            **_QUICK,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_HOME": str(place),
            "SPARK_WORKER_DIR": str(home),
        }
        with said.open("wb") as out:
            command = [str(place / "bin" / "spark-class"), *words]
            running.append(subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True))
        return said

    try:
        master = start("master", _MASTER, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        address = _told(master, r"(spark://127\.0\.0\.1:\d+)")
        for number in range(2):
            at_home = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
            start(f"worker{number}", _WORKER, *at_home, "--cores", "1", "--memory", "512m", address)
        _told(master, r"(?s)Registering worker.*Registering worker")
        yield address
    finally:
        for one in running:
            one.terminate()
            one.wait()


def _told(log: Path, pattern: str) -> str:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found.group(0)
        time.sleep(0.1)
    raise AssertionError(f"{log.name} never said {pattern}: {log.read_text(errors='replace')[-2000:]}")


def _company() -> list[worlds.Case]:
    """600 deals on a seeded walk: onward, back, left out, lost, paused, won, open, without dates."""
    chance, cases = Random(7), []
    for _ in range(600):
        place, steps, spared = 0, [STAGES[0]], {}
        while chance.random() < 0.75 and place < len(STAGES) - 1:
            here, place = place, max(0, min(len(STAGES) - 1, place + chance.choice((1, 1, 1, 1, 2, -1))))
            steps.append(STAGES[place])
            if place == here + 2 and len(cases) % 3 == 0:
                spared[len(steps) - 1] = STAGES[here + 1]
        end = chance.choice(("", "won", "lost", "lost", "paused", "no_decision", "upgraded"))
        made = walk(
            *steps, end=end, days=chance.choice((0.25, 1, 2.5, 7)),
            opened_at=NOW - chance.randrange(5, 200) * worlds.DAY, source=chance.choice(("web", "fair", "")),
            product=chance.choice(("a", "")), owner_id=chance.choice((1, 2, None)), team_id=chance.choice((1, 2)),
            value=chance.choice((None, 500, 1000, 90_000)), voided=chance.random() < 0.03,
            reason=chance.choice(("", "price", '["price", "time"]')),
            customer_kind=chance.choice(("company", "person")), customer_id=len(cases) % 170 + 1,
        )  # fmt: skip
        visits = (replace(one, not_needed=spared.get(at, "")) for at, one in enumerate(made.visits))
        cases.append(replace(made, visits=tuple(visits)))
    return cases


def _acts(cases: list[worlds.Case]) -> Any:
    """What was done in the deals: calls, demos, missed ones, at seeded moments after the opening."""
    chance, rows = Random(8), []
    for number, case in enumerate(cases, 1):
        for _ in range(chance.randrange(3) if case.opened_at else 0):
            at = case.opened_at + chance.randrange(1, 40) * worlds.DAY / 4
            rows.append(
                {
                    "act_id": len(rows) + 1, "case_id": number, "at": at.replace(tzinfo=None),
                    "kind": chance.choice(("engage.call", "engage.demo", "quotes.quote_sent", "quotes.quote_accepted")),
                    "outcome": chance.choice(("", "done")), "took_place": chance.random() < 0.8, "by_id": case.owner_id,
                    "reaction": chance.choice(("", "warmer", "colder")),
                }
            )  # fmt: skip
    return worlds.table("acts", rows)


def _orders(cases: list[worlds.Case]) -> Any:
    """Orders of every fourth deal: promised for a day or not, shipped before, after or not yet, some with a trouble."""
    chance, rows = Random(10), []
    for number, case in enumerate(cases, 1):
        if number % 4 or not case.opened_at:
            continue
        day = case.opened_at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        rows.append(
            {
                "order_id": number, "case_id": number, "placed_at": day,
                "promised_on": chance.choice((None, day + 5 * worlds.DAY, day + 40 * worlds.DAY)),
                "shipped_at": chance.choice((None, day + 4.5 * worlds.DAY, day + 5.99 * worlds.DAY)),
                "delivered_at": chance.choice((None, day + 0.5 * worlds.DAY, day + 6 * worlds.DAY)),
                "troubled": chance.random() < 0.1, "returned": chance.random() < 0.1,
            }
        )  # fmt: skip
    return worlds.table("orders", rows)


def _opinions(cases: list[worlds.Case]) -> Any:
    """What buyers said: some twice, some at the same moment, some nothing."""
    chance, rows = Random(9), []
    for number, case in enumerate(cases, 1):
        for _ in range(chance.randrange(3) if case.opened_at else 0):
            at = case.opened_at + chance.randrange(1, 4) * worlds.DAY
            rows.append(
                {
                    "opinion_id": len(rows) + 1, "case_id": number, "at": at.replace(tzinfo=None),
                    "score": chance.choice((1, 2, 3, 4, 5, 5)), "stage": case.visits[-1].stage,
                }
            )  # fmt: skip
    return worlds.table("opinions", rows)


def _asked() -> Iterator[tuple[str, Any]]:
    """Every figure by name: what to call with the marts."""

    def figure(module: str, name: str, f: Filter, **given: Any) -> Any:
        return lambda marts: getattr(import_module(f"polku.insight.analyses.{module}"), name)(
            marts, f, **given
        )

    for module, names in FINDINGS.items():
        for name in names:
            takes = signature(getattr(import_module(f"polku.insight.analyses.{module}"), name)).parameters
            given = {key: value for key, value in GIVEN.items() if key in takes}
            yield f"{name} of {module}", figure(module, name, FILTERS[0], **given)
    for f, known in ((PART, PARTS), (FILTERS[1].having(phases=("finding",)), PARTS[:1])):
        for module, name in known:
            takes = signature(getattr(import_module(f"polku.insight.analyses.{module}"), name)).parameters
            given = {key: value for key, value in GIVEN.items() if key in takes} | (
                {"asked": Asked()} if "asked" in takes else {}
            )
            yield f"{name} of {module} of {f.phases}", figure(module, name, f, **given)
    for by in ("source", "owner"):
        yield f"passing by {by}", figure("passing", "passing", PART, asked=Asked(by=by))
    for by in GROUPS:
        yield f"satisfaction by {by}", figure("satisfaction", "satisfaction", FILTERS[0], asked=Asked(by=by))
        yield f"retention by {by}", figure("retention", "retention", FILTERS[1], now=NOW, asked=Asked(by=by))
    for name, f in (("some", FILTERS[2]), ("stuck", STUCK)):
        yield f"stage_causes of {name}", figure("stage_causes", "stage_causes", f, now=NOW)
    for number, f in enumerate(FILTERS):
        for module, name, given in (
            ("funnel", "funnel", {}), ("funnel", "dropout", {}), ("times", "stage_time", {"now": NOW}),
            ("times", "time_to_win", {"now": NOW}), ("flows", "moves", {}), ("flows", "variants", {"most": 50}),
            ("flows", "conformance", {}), ("groups", "volume", {}), ("process_map", "map_figures", {"now": NOW}),
            *(("groups", "by", {"dimension": one}) for one in queries.DIMENSIONS),
        ):  # fmt: skip
            if number == 0 or name in ("funnel", "moves"):
                yield (
                    f"{name} {given.get('dimension', '')} of filter {number}",
                    figure(module, name, f, **given),
                )


def _alike(ours: Any, theirs: Any) -> bool:
    """Equal, numbers with a fraction to twelve digits: the order of a sum is free."""
    if is_dataclass(ours) and not isinstance(ours, type):
        return type(ours) is type(theirs) and all(
            _alike(getattr(ours, one.name), getattr(theirs, one.name)) for one in fields(ours)
        )
    if isinstance(ours, list | tuple):
        return len(ours) == len(theirs) and all(map(_alike, ours, theirs))
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(_alike(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
    return bool(ours == theirs)


@pytest.mark.django_db
def test_every_figure_on_two_workers_is_that_of_duckdb(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _QUICK.items():
        monkeypatch.setenv(name, value)
    cases = _company()
    own = Engine().load(
        worlds.tables(cases) | {"acts": _acts(cases), "opinions": _opinions(cases), "orders": _orders(cases)},
        DEFAULT,
    )
    (tmp_path / "marts" / "1").mkdir(parents=True)
    write_marts(own, tmp_path / "marts" / "1")
    (tmp_path / "marts" / "CURRENT").write_text('{"folder": "1"}')
    spark = SparkEngine(cluster, tmp_path, _SMALL)
    try:
        with spark.marts() as theirs:
            assert isinstance(theirs, Marts)
            differ = []
            for name, asked in _asked():
                here, there = asked(own), asked(theirs)
                if not _alike(here, there):
                    differ.append(f"{name}: {here} != {there}")
            assert differ == []
            drilled = import_module("polku.insight.analyses.rows").drill
            for what in ("won", "lost", "open"):
                wanted = drilled(own, Drill(FILTERS[0], what, stage="offer"), NOW)
                assert theirs.rows(wanted) == own.rows(wanted) != []
            for what in ("came", "passed", "part_gone", "behind_back"):
                wanted = drilled(own, Drill(PART, what), NOW)
                assert theirs.rows(wanted) == own.rows(wanted) != []
    finally:
        spark.stop()


_SMALL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}
