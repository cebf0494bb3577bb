"""A million stage visits: how long the marts take to fill and each figure to come.

    python -m benchmarks.insight [visits] [map | all]

Prints the best of three, beside PM4Py in the same run and the floor: one GROUP BY over the columns and one over the
cases. `map` asks for the map alone (4,710,000 visits are a million deals), `all` for every figure.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
import duckdb
import pyarrow as pa
from pyarrow import csv

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
django.setup()

from polku.insight import reader
from polku.insight.analyses.cohort import visits
from polku.insight.analyses.flows import conformance, moves, variants
from polku.insight.analyses.funnel import dropout, funnel
from polku.insight.analyses.groups import by, volume
from polku.insight.analyses.process_map import map_figures
from polku.insight.analyses.survival import curves
from polku.insight.analyses.times import stage_time, time_to_win, working_rows
from polku.insight.engine import Engine
from polku.insight.filters import Filter
from polku.kernel.calendars import DEFAULT

STAGES = ("find", "contact", "qualify", "needs", "offer", "negotiate", "finalise", "deliver")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

# Every case walks 1 to 8 stages; one in six goes back once; a third of the ends is still open.
_VISITS = """
CREATE TABLE raw AS
WITH cases AS (
  SELECT i AS case_id, 1 + (hash(i) % 8)::INTEGER AS reach, (hash(i + 7) % 6)::INTEGER AS turn,
    TIMESTAMP '2024-01-01' + to_seconds((hash(i + 3) % 80000000)::BIGINT) AS opened_at
  FROM range(?) t(i)
), steps AS (
  SELECT *, unnest(CASE WHEN turn = 0 AND reach > 2 THEN list_concat(range(reach), [reach - 2, reach - 1])
    ELSE range(reach) END) AS position,
    generate_subscripts(CASE WHEN turn = 0 AND reach > 2 THEN list_concat(range(reach), [reach - 2, reach - 1])
    ELSE range(reach) END, 1) AS seq FROM cases
), timed AS (
  SELECT *, (hash(case_id * 31 + seq) % 900000)::BIGINT AS lasted,
    seq = max(seq) OVER (PARTITION BY case_id) AS final FROM steps
), placed AS (
  SELECT *, opened_at + to_seconds(coalesce(sum(lasted) OVER
    (PARTITION BY case_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT) AS entered_at
  FROM timed
)
SELECT row_number() OVER () AS visit_id, case_id, 1 AS process_id, 1 AS version_id,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][position + 1] AS stage,
  position::INTEGER AS position, seq, entered_at,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE entered_at + to_seconds(lasted) END AS left_at,
  CASE WHEN NOT final THEN 'moved' WHEN case_id % 3 = 0 THEN '' WHEN reach = 8 THEN 'won'
    WHEN case_id % 3 = 1 THEN 'lost' ELSE 'paused' END AS leaving,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE lasted * 8 // 24 END AS working_seconds,
  CASE WHEN final AND case_id % 3 = 0 THEN NULL ELSE lasted END AS calendar_seconds,
  CASE WHEN seq <= reach THEN position + 1 ELSE 8 + reach * 2 + seq - reach END AS path_id,
  case_id % 50 AS by_id, 0 AS history, 0 AS automatic, 0 AS override
FROM placed
"""
_CASES = """
SELECT case_id, 1 AS process_id, 1 AS version_id, 'source ' || case_id % 12 AS source, '' AS campaign,
  'product ' || case_id % 5 AS product, case_id % 50 AS owner_id, case_id % 9 AS team_id, case_id AS customer_id,
  'company' AS customer_kind, case_id % 100000 AS value_company_minor,
  CASE max(leaving) FILTER (WHERE seq = last) WHEN '' THEN 'open' ELSE max(leaving) FILTER (WHERE seq = last) END
    AS outcome, '' AS reason, min(entered_at) AS opened_at,
  CASE WHEN bool_or(leaving = 'won') THEN max(left_at) END AS closed_at, 0 AS voided
FROM (SELECT *, max(seq) OVER (PARTITION BY case_id) AS last FROM raw) GROUP BY case_id
"""
_PATHS = """
SELECT i AS id, i - 1 AS parent_id, 1 AS process_id,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][i] AS stage, i AS depth
FROM range(1, 9) t(i)
UNION ALL
SELECT 8 + reach * 2 + back, CASE back WHEN 1 THEN reach ELSE 8 + reach * 2 + 1 END, 1,
  ['find','contact','qualify','needs','offer','negotiate','finalise','deliver'][reach - 2 + back], reach + back
FROM range(3, 9) r(reach), range(1, 3) b(back)
"""


def tables(n: int) -> dict[str, Any]:
    """Arrow tables of a made company with about so many visits."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(_VISITS, [round(n / 4.71)])
    stages = {
        "process_id": [1] * 8,
        "process_key": ["bench"] * 8,
        "version_id": [1] * 8,
        "number": [1] * 8,
        "key": list(STAGES),
        "position": list(range(8)),
        "phase": ["engage"] * 7 + ["deliver"],
        "after_win": [False] * 7 + [True],
        "expected_seconds": [57_600] * 8,
    }
    made = {"visits": "SELECT * FROM raw", "cases": _CASES, "paths": _PATHS}
    return {name: con.sql(sql).to_arrow_table() for name, sql in made.items()} | {"stages": pa.table(stages)}


def best(label: str, run: Callable[[], Any], times: int = 3) -> Any:
    """Run, print the best time and the least of the processor, give the last answer.

    The processor's time is that of all threads together: a busy machine stretches the clock, hardly the work.
    """
    fastest, least, answer = 1e9, 1e9, None
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        answer = run()
        fastest, least = min(fastest, time.perf_counter() - start), min(least, time.process_time() - worked)
    print(f"{label:44} {fastest * 1000:9.0f} ms {least * 1000:9.0f} ms of the processor", flush=True)
    spent[label] = least
    return answer


spent: dict[str, float] = {}


def from_sqlite(made: dict[str, Any]) -> None:
    """The same rows in a SQLite file, read by ADBC in a process of its own."""
    file = Path(tempfile.mkdtemp()) / "bench.sqlite3"
    con = sqlite3.connect(file)
    table = made["visits"]
    con.execute(f"CREATE TABLE visits ({', '.join(table.column_names)})")
    for batch in table.to_batches(max_chunksize=50_000):
        columns = [_plain(column.to_pylist()) for column in batch]
        marks = ", ".join("?" * len(columns))
        con.executemany(f"INSERT INTO visits VALUES ({marks})", zip(*columns, strict=True))
    con.commit()
    con.close()
    sample = "SELECT -1, 0, 0, 0, '', 0, 0, '', '', '', 0, 0, 0, 0, 0, 0, 0 UNION ALL SELECT * FROM visits"
    uri, wanted = f"file:{file}?mode=ro", {"visits": sample}
    best("read SQLite by ADBC in its own process", lambda: dict(reader._read_in_child(uri, wanted)), 2)


def _plain(values: list[Any]) -> list[Any]:
    return [str(value) if isinstance(value, datetime) else value for value in values]


def standing(marts: Any, f: Filter) -> dict[str, Callable[[], Any]]:
    """The five analyses that every process mining system answers, as the pages ask them."""
    return {
        "moves with medians": lambda: moves(marts, f),
        "variants": lambda: variants(marts, f),
        "time in stage": lambda: map_times(marts, f),
        "funnel": lambda: funnel(marts, f),
        "conformance": lambda: conformance(marts, f),
    }


def map_times(marts: Any, f: Filter) -> Any:
    """Time in stage as the map asks it: Kaplan-Meier on working time, in minutes."""
    rows = visits(marts, f)
    return curves(marts, working_rows(marts, rows, NOW), drawn=False, step=60)


def pm4py(made: dict[str, Any], folder: Path) -> dict[str, float]:
    """The same five of PM4Py, in its own Python (make setup-oracle): seconds of the processor, the better of two."""
    python = Path(__file__).resolve().parent.parent / ".venv-oracle" / "bin" / "python"
    if not python.exists():
        print("PM4Py: not here (make setup-oracle)")
        return {}
    table = made["visits"].select(["case_id", "stage", "entered_at", "left_at"])
    file = folder / "log.csv"
    csv.write_csv(table, file)
    worker = str(Path(__file__).with_name("insight_pm4py.py"))
    done = subprocess.run(
        [str(python), worker, str(file), ",".join(STAGES)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print("PM4Py:", done.stderr.strip().splitlines()[-1])
        return {}
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def five(made: dict[str, Any], *, compared: bool) -> None:
    """The five standing analyses, beside the floor and PM4Py in the same run."""
    engine = Engine()
    marts = best("fill the marts", lambda: engine.load(made, DEFAULT), 1)
    con = marts.backend.con
    for label, sql in FLOORS.items():
        best(label, lambda sql=sql: con.execute(sql).fetchall())
    f = Filter(process="bench")
    with tempfile.TemporaryDirectory() as folder:
        theirs = pm4py(made, Path(folder)) if compared else {}
    for label, run in standing(marts, f).items():
        best(label, run)
        if label in theirs:
            times = theirs[label] / spent[label]
            print(f"{'':44} PM4Py {theirs[label] * 1000:9.0f} ms of the processor: {times:.1f} times")
    used = con.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"DuckDB holds {used / 1e6:.0f} MB; the process had {peak:.0f} MB at most")
    engine.forget()


FLOORS = {
    "floor: count the visits by stage": "SELECT stage, count(*) FROM visits GROUP BY 1",
    "floor: group the visits by deal": "SELECT count(*) FROM (SELECT max(seq) FROM visits GROUP BY case_id)",
}


def everything(made: dict[str, Any]) -> None:
    """Every figure of the pages, with and without a filter."""
    engine = Engine()
    marts = engine.load(made, DEFAULT)
    f = Filter(process="bench")
    some = Filter(process="bench", sources=("source 3",), teams=(3,))
    for label, figure in _figures(marts).items():
        best(label, lambda figure=figure: figure(f), 2)
        best(f"{label}, one source and team", lambda figure=figure: figure(some), 2)


def _figures(marts: Any) -> dict[str, Callable[[Filter], Any]]:
    from polku.insight.analyses import (
        acts,
        between,
        causes,
        cohorts,
        costs,
        deviating,
        drift,
        going_round,
    )  # fmt: skip
    from polku.insight.analyses import (
        standing as flow,
    )
    from polku.insight.logic.asked import Asked

    asked = Asked(stage="contact", until="offer")
    return {
        "map with all overlays": lambda f: map_figures(marts, f, NOW),
        "drop-out": lambda f: dropout(marts, f),
        "time in stage, both clocks, drawn": lambda f: stage_time(marts, f, NOW),
        "time to win": lambda f: time_to_win(marts, f, NOW),
        "by source": lambda f: by(marts, f, "source"),
        "volume": lambda f: volume(marts, f),
        "from stage to stage": lambda f: between.between(marts, f, NOW, asked),
        "three conversions": lambda f: cohorts.cohorts(marts, f, asked),
        "after acts": lambda f: acts.after_acts(marts, f),
        "cumulative flow": lambda f: flow.cumulative_flow(marts, f, NOW),
        "variants by what they skip": lambda f: going_round.variant_groups(marts, f),
        "rework": lambda f: going_round.rework(marts, f),
        "handovers": lambda f: going_round.handovers(marts, f),
        "deviations with prices": lambda f: deviating.deviations(marts, f),
        "bottlenecks": lambda f: costs.bottlenecks(marts, f, NOW),
        "chance to leave by days": lambda f: costs.waiting(marts, f, NOW, asked),
        "causes": lambda f: causes.causes(marts, f, Asked()),
        "like for like": lambda f: causes.like_for_like(marts, f),
        "drift": lambda f: drift.drift(marts, f, NOW),
    }


def main() -> None:
    """By default a million visits with PM4Py beside; a number of visits, `map` or `all` choose others."""
    words = sys.argv[1:] if sys.argv[0].endswith("insight.py") else []
    n = next((int(word) for word in words if word.isdigit()), 1_000_000)
    made = tables(n)
    print(f"{made['visits'].num_rows:,} visits of {made['cases'].num_rows:,} deals")
    if "all" in words:
        everything(made)
    elif "map" in words:
        engine = Engine()
        marts = engine.load(made, DEFAULT)
        for label, f in (
            ("map with all overlays", Filter(process="bench")),
            ("map, one source and team", Filter(process="bench", sources=("source 3",), teams=(3,))),
            ("map, a period", Filter(process="bench", date_from=date(2025, 1, 1))),
            ("map, one owner", Filter(process="bench", owners=(7,))),
        ):
            best(label, lambda f=f: map_figures(marts, f, NOW))
    else:
        if not words:
            from_sqlite(made)
        five(made, compared=n <= 2_000_000)


if __name__ == "__main__":
    main()
