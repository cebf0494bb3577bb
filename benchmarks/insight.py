"""A million stage visits: how long the marts take to fill and each figure to come.

    python -m benchmarks.insight [visits] [five | filters | oracle | map | all | sqlite]

Without words: the five standing analyses over a million visits beside PM4Py and lifelines in the same run and the
floor (one GROUP BY over the columns and one over the cases), the map with a million deals, and the five over ten
millions. Prints the best of three. Each asks in a process of its own that holds nothing but the product and the marts,
filled from files, so that its memory is the product's. `filters` asks the five with filters, `map` for the map alone
(4,710,000 visits are a million deals), `all` for every figure.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
import pyarrow as pa
from pyarrow import compute, ipc

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.site.settings")
django.setup()

from benchmarks.insight_rows import CASES, PATHS, STAGES, made, stages
from polku.insight import reader
from polku.insight.analyses.flows import conformance, moves, variants
from polku.insight.analyses.funnel import dropout, funnel
from polku.insight.analyses.groups import by, volume
from polku.insight.analyses.process_map import map_figures, working_times
from polku.insight.analyses.retention import retention
from polku.insight.analyses.stage_causes import stage_causes
from polku.insight.analyses.times import stage_time, time_to_win
from polku.insight.engine import Engine
from polku.insight.filters import Filter
from polku.insight.marts import rewrite
from polku.insight.worktime import worked
from polku.kernel.calendars import DEFAULT

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def tables(n: int) -> dict[str, Any]:
    """Arrow tables of a made company with about so many visits."""
    con = made(n)
    selects = {"visits": "SELECT * FROM raw", "cases": CASES, "paths": PATHS}
    return {name: con.sql(sql).to_arrow_table() for name, sql in selects.items()} | {"stages": stages()}


def write(n: int, folder: Path) -> None:
    """The same as files, for a process that is to hold nothing else."""
    con = made(n)
    for name, sql in {"visits": "SELECT * FROM raw", "cases": CASES, "paths": PATHS}.items():
        reader = con.sql(sql).to_arrow_reader(100_000)
        with pa.OSFile(str(folder / name), "wb") as file, ipc.new_file(file, reader.schema) as out:
            for batch in reader:
                out.write_batch(batch)


def mapped(folder: Path) -> dict[str, Any]:
    """The files as Arrow tables; their pages are the file's, the kernel may drop them."""
    names = ("visits", "cases", "paths")
    return {name: ipc.open_file(pa.memory_map(str(folder / name))).read_all() for name in names} | {
        "stages": stages()
    }


def spooled(folder: Path, spool: Path) -> dict[str, Any]:
    """The files as they come from a database: batch by batch, by way of the disk."""

    def batches(file: Any) -> Iterator[Any]:
        return (file.get_batch(place) for place in range(file.num_record_batches))

    found: dict[str, Any] = {"stages": stages()}
    for name in ("visits", "cases", "paths"):
        with pa.OSFile(str(folder / name)) as source:
            file = ipc.open_file(source)
            stream = pa.RecordBatchReader.from_batches(file.schema, batches(file))
            found[name] = reader.spool(stream, spool / f"{name}.parquet")
    return found


def filled(engine: Engine, folder: Path) -> Any:
    """The marts, from the files."""
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as spool:
        return best("fill the marts", lambda: engine.load(spooled(folder, Path(spool)), DEFAULT), 1)


def best(label: str, run: Callable[[], Any], times: int = 3) -> Any:
    """Run, print the best time and the least of the processor, give the last answer.

    The processor's time is that of all threads together: a busy machine stretches the clock, hardly the work.
    """
    fastest, least, answer = 1e9, 1e9, None
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        answer = run()
        fastest, least = min(fastest, time.perf_counter() - start), min(least, time.process_time() - worked)
    print(f"{label:36} {fastest * 1000:9.0f} ms {least * 1000:9.0f} ms of the processor", flush=True)
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
    # As the product asks: a first row of samples fixes the types and the names.
    numbers = (pa.types.is_integer, pa.types.is_boolean)
    kinds = [(field.name, "0" if any(one(field.type) for one in numbers) else "''") for field in table.schema]
    first = ", ".join(f"{kind} AS {name}" for name, kind in kinds)
    sample = f"SELECT {first} UNION ALL SELECT * FROM visits"
    uri, wanted = f"file:{file}?mode=ro", {"visits": sample}
    best("read SQLite by ADBC in its own process", lambda: _spool(uri, wanted, file.parent), 2)


def _spool(uri: str, wanted: dict[str, str], folder: Path) -> None:
    for name, stream in reader._read_in_child(uri, wanted):
        reader.spool(stream, folder / f"{name}.parquet")


def _plain(values: list[Any]) -> list[Any]:
    return [str(value) if isinstance(value, datetime) else value for value in values]


ASKED = {
    "moves": "Moves with counts and medians. Here on both clocks; PM4Py: discover_performance_dfg, the calendar's",
    "variants": "Variants with counts. Here with the wins of each; PM4Py: get_variants",
    "times, minutes": "Time in stage, Kaplan-Meier, working time to the minute: as the map. lifelines: fit per stage",
    "times, both": "The same on both clocks, cut to five minutes, with curve and interval: as the page of times",
    "funnel": "Where each deal stands at each stage. PM4Py has no such function: pandas on its frame",
    "fitting": "Deals that keep to the line. Here with overrides, steps back, skips; PM4Py: token replay",
}
"""The question of each row, and what each side does."""
SHORTCUTS = {"funnel": "funnel, reached", "fitting": "fitting, by variant", "times, minutes": "times, plain"}
"""What PM4Py answers by itself or faster: how many reached each stage; fitting cases by variants and a line, without a
net; the plain median of finished stays on the calendar."""


def standing(marts: Any, f: Filter) -> dict[str, Callable[[], Any]]:
    """The five analyses that every process mining system answers, as the pages ask them."""
    return {
        "moves": lambda: moves(marts, f),
        "variants": lambda: variants(marts, f),
        "times, minutes": lambda: working_times(marts, f, NOW),
        "times, both": lambda: stage_time(marts, f, NOW),
        "funnel": lambda: funnel(marts, f),
        "fitting": lambda: conformance(marts, f),
    }


def pm4py(marts: Any, folder: Path) -> dict[str, Any]:
    """The same asked of PM4Py and lifelines in their own Python (make setup-oracle): seconds and what they found."""
    python = Path(__file__).resolve().parent.parent / ".venv-oracle" / "bin" / "python"
    if not python.exists():
        print("PM4Py: not here (make setup-oracle)")
        return {}
    file = folder / "log.csv"
    until, so_far = f"TIMESTAMP '{NOW:%Y-%m-%d %H:%M:%S}'", worked(DEFAULT, NOW)
    marts.backend.con.execute(f"""
        COPY (SELECT v.case_id, v.stage, v.entered_at, v.leaving, c.outcome,
          CASE v.leaving WHEN '' THEN greatest(0, {so_far} - v.entered_work) ELSE v.working_seconds END
            AS working_seconds,
          CASE v.leaving WHEN '' THEN greatest(0, date_diff('second', v.entered_at, {until}))
            ELSE v.calendar_seconds END AS calendar_seconds
        FROM visits v JOIN cases c USING (case_id) ORDER BY v.case_id, v.seq) TO '{file}' (HEADER)""")
    worker = str(Path(__file__).with_name("insight_pm4py.py"))
    done = subprocess.run(
        [str(python), worker, str(file), ",".join(STAGES)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print("PM4Py:", done.stderr.strip().splitlines()[-1])
        return {}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def same(name: str, ours: Any, theirs: Any) -> bool:
    """Whether both sides found the same, where both say it."""
    if name == "moves":
        here = {f"{m.stage} {m.next_stage}": m.median_calendar_seconds for m in ours.moves}
        return here.keys() == theirs.keys() and all(abs(here[key] - theirs[key]) < 0.001 for key in here)
    if name == "variants":
        return {" ".join(one.path): one.n for one in ours.variants} == theirs
    if name == "times, minutes":
        return {f"{key} working_seconds": [c.n, c.median, c.p90] for key, c in ours.items()} == theirs
    if name == "times, both":
        here = {
            f"{stage.key} {clock}_seconds": [curve.n, curve.median, curve.p90]
            for stage in ours.stages
            for clock, curve in (("working", stage.working), ("calendar", stage.calendar))
        }
        return here == theirs
    if name == "funnel":
        here = {s.key: {kind: getattr(s, kind) for kind in KINDS if getattr(s, kind)} for s in ours.stages}
        return here == {key: {kind: n for kind, n in of.items() if n} for key, of in theirs.items()}
    return bool(ours.conforming == theirs)


KINDS = ("won", "advanced", "back", "lost", "paused", "open")


def five(folder: Path, *, compared: bool = False) -> None:
    """The standing analyses, beside the floor and, if wanted, PM4Py and lifelines in the same run."""
    engine = Engine()
    marts = filled(engine, folder)
    con = marts.backend.con
    f = Filter(process="bench")
    while_filling = peak()
    for label, sql in FLOORS.items():
        best(label, lambda sql=sql: con.execute(sql).fetchall())
    theirs: dict[str, Any] = pm4py(marts, folder) if compared else {}
    for name, run in standing(marts, f).items():
        found = best(name, run)
        if theirs:
            beside(name, found, theirs)
    used = con.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()[0]
    print(
        f"DuckDB holds {used / 1e6:.0f} MB; the process at most {while_filling:.0f} MB to fill, {peak():.0f} to ask"
    )
    engine.forget()


def beside(name: str, found: Any, theirs: dict[str, Any]) -> None:
    """One line on how the other side did."""
    for asked in (name, *([SHORTCUTS[name]] if name in SHORTCUTS else [])):
        took = theirs["seconds"][asked]
        equal = "the same found" if same(name, found, theirs["found"][name]) else "ANOTHER ANSWER"
        said = equal if asked == name else "not the same question"
        print(f"{'':20} PM4Py, lifelines: {asked:22} {took * 1000:9.0f} ms of the processor:", end=" ")
        print(f"{took / spent[name]:5.1f} times; {said}")


def peak() -> float:
    """The most memory (MB) of this process since it was asked last."""
    status = Path("/proc/self/status").read_text()
    most = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return most * 1024 / 1e6


FLOORS = {
    "floor: count the visits by stage": "SELECT stage, count(*) FROM visits GROUP BY 1",
    "floor: group the visits by deal": "SELECT count(*) FROM (SELECT max(seq) FROM visits GROUP BY case_id)",
}


def everything(folder: Path) -> None:
    """Every figure of the pages, with and without a filter."""
    engine = Engine()
    marts = filled(engine, folder)
    f = Filter(process="bench")
    some = Filter(process="bench", sources=("source 3",), teams=(3,))
    for label, figure in _figures(marts).items():
        best(label, lambda figure=figure: figure(f), 2)
        best(f"{label}, one source and team", lambda figure=figure: figure(some), 2)


FILTERS = {
    "one source and team": Filter(process="bench", sources=("source 3",), teams=(3,)),
    "a period": Filter(process="bench", date_from=date(2025, 1, 1)),
    "one owner": Filter(process="bench", owners=(7,)),
}


def filtered(folder: Path) -> None:
    """The standing analyses with a filter."""
    engine = Engine()
    marts = filled(engine, folder)
    for label, f in FILTERS.items():
        for name, run in standing(marts, f).items():
            best(f"{name}, {label}", run)
    print(f"the process had {peak():.0f} MB at most")


def map_of(folder: Path) -> None:
    """The figures of the map as its page asks them, and what one changed deal costs first."""
    engine = Engine()
    marts = filled(engine, folder)
    for label, f in {"no filter": Filter(process="bench"), **FILTERS}.items():
        best(f"map, {label}", lambda f=f: (map_figures(marts, f, NOW), conformance(marts, f)))
        best(f"map, {label}: who loses more", lambda f=f: stage_causes(marts, f, NOW))
    given = mapped(folder)
    some = {name: given[name].filter(compute.field("case_id") == 4711) for name in ("visits", "cases")}
    best("one changed deal", lambda: rewrite(marts.backend.con, some, [4711]))
    print(f"the process had {peak():.0f} MB at most")


def part_of_line(folder: Path) -> None:
    """The page of finding customers, figure by figure."""
    from polku.insight.analyses import between, passing
    from polku.insight.logic.asked import Asked

    marts = filled(Engine(), folder)
    for label, f in {"no filter": Filter(process="bench"), **FILTERS}.items():
        of = f.having(phases=("finding",))
        best(f"part, {label}: funnel", lambda of=of: funnel(marts, of))
        best(f"part, {label}: by week", lambda of=of: passing.passing(marts, of, Asked()))
        best(f"part, {label}: by source", lambda of=of: passing.passing(marts, of, Asked(by="source")))
        best(f"part, {label}: time through it", lambda of=of: between.between(marts, of, NOW, Asked()))


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
        "causes": lambda f: causes.causes(marts, f, NOW, Asked()),
        "who loses more at which stage": lambda f: stage_causes(marts, f, NOW),
        "coming back": lambda f: retention(marts, f, NOW, Asked()),
        "like for like": lambda f: causes.like_for_like(marts, f),
        "drift": lambda f: drift.drift(marts, f, NOW),
    }


WHAT: dict[str, Callable[[Path], None]] = {
    "five": five,
    "oracle": lambda folder: five(folder, compared=True),
    "map": map_of,
    "filters": filtered,
    "all": everything,
    "part": part_of_line,
    "sqlite": lambda folder: from_sqlite(tables(1_000_000)),
}


def main() -> None:
    """By default all that `docs/benchmarks.md` shows; a number of visits and a word choose."""
    words = sys.argv[1:] if sys.argv[0].endswith("insight.py") else []
    n = next((int(word) for word in words if word.isdigit()), 0)
    chosen = [word for word in words if word in WHAT]
    runs = [(n or 1_000_000, word) for word in chosen] if words else USUAL
    for size, word in runs or [(n, "five")]:
        with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
            print(f"-- {word}, about {size:,} visits", flush=True)
            for order in (["make", str(size)], ["ask", word]):
                _child(*order, folder)


USUAL = ((1_000_000, "sqlite"), (1_000_000, "oracle"), (4_710_000, "map"), (10_000_000, "five"))


def _child(*words: str) -> None:
    code = "import sys; from pathlib import Path; from benchmarks import insight as b; w = sys.argv[1:]; "
    code += "b.write(int(w[1]), Path(w[2])) if w[0] == 'make' else b.WHAT[w[1]](Path(w[2]))"
    root = Path(__file__).resolve().parent.parent
    env = {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"}
    subprocess.run([sys.executable, "-c", code, *words], check=True, env=env)


if __name__ == "__main__":
    main()
