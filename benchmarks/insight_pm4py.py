"""Run by the oracle's own Python: PM4Py's and lifelines' answers to the five standing analyses, timed; see `insight`.

.venv-oracle/bin/python benchmarks/insight_pm4py.py LOG.csv STAGE,STAGE,...

The log has a row per stay: case_id, stage, entered_at, leaving, outcome, and both clocks ready-made, in
seconds (of open stays until now). Reading it is not timed. What each question is, says `ASKED` in `insight`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")


def main() -> None:
    """Read the log once, ask each question twice, print the seconds and what was found as JSON."""
    stages = sys.argv[2].split(",")
    with contextlib.redirect_stdout(io.StringIO()):
        import pandas as pd
        import pm4py

        table = pd.read_csv(sys.argv[1], parse_dates=["entered_at"], keep_default_na=False)
        frame = table.rename(
            columns={"case_id": "case:concept:name", "stage": "concept:name", "entered_at": "time:timestamp"}
        )[["case:concept:name", "concept:name", "time:timestamp"]]
        frame["case:concept:name"] = frame["case:concept:name"].astype(str)
        frame = pm4py.format_dataframe(frame)
        done = finished(frame, table)
        line = frozenset(pairwise(stages))
        net = _oracle().on_the_line(stages)
        asked: dict[str, Callable[[], Any]] = {
            "moves": lambda: pm4py.discover_performance_dfg(frame)[0],
            "variants": lambda: pm4py.get_variants(frame),
            "times, minutes": lambda: curves(table, ("working_seconds",), 60),
            "times, both": lambda: curves(table, ("working_seconds", "calendar_seconds"), 300),
            "times, plain": lambda: pm4py.get_service_time(
                done, aggregation_measure="median", start_timestamp_key="start_timestamp"
            ),
            "funnel": lambda: standing(frame, table, stages),
            "funnel, reached": lambda: pm4py.get_event_attribute_values(
                frame, "concept:name", count_once_per_case=True
            ),
            "fitting": lambda: sum(
                one["trace_is_fit"] for one in pm4py.conformance_diagnostics_token_based_replay(frame, *net)
            ),
            "fitting, by variant": lambda: fitting(pm4py.get_variants(frame), line),
        }
        seconds, found = {}, {}
        for name, run in asked.items():
            seconds[name], found[name] = timed(run)
    print(json.dumps({"seconds": seconds, "found": {name: plain(name, one) for name, one in found.items()}}))


def curves(table: Any, clocks: tuple[str, ...], step: int) -> dict[str, list[Any]]:
    """Kaplan-Meier per stage and clock by lifelines: (n, median, by when nine of ten left)."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import qth_survival_time

    found: dict[str, list[Any]] = {}
    for stage, rows in table.groupby("stage", sort=False):
        for clock in clocks:
            fitted = KaplanMeierFitter().fit(rows[clock] // step * step, rows["leaving"] != "")
            late = qth_survival_time(0.1, fitted.survival_function_)
            times = (float(fitted.median_survival_time_), float(late))
            found[f"{stage} {clock}"] = [len(rows), *(one if one < float("inf") else None for one in times)]
    return found


def finished(frame: Any, table: Any) -> Any:
    """The finished stays with beginning and end, as PM4Py wants them for a plain median."""
    ended = table["leaving"] != ""
    rows = frame[ended.to_numpy()].rename(columns={"time:timestamp": "start_timestamp"})
    lasted = table.loc[ended, "calendar_seconds"].astype("timedelta64[s]")
    return rows.assign(**{"time:timestamp": rows["start_timestamp"] + lasted.to_numpy()})


def standing(frame: Any, table: Any, stages: list[str]) -> dict[str, dict[str, int]]:
    """Where each deal stands at each stage it reached, by its last stay there: PM4Py has no word for it, pandas has."""
    place = {stage: number for number, stage in enumerate(stages)}
    rows = table[["case_id", "stage", "leaving", "outcome"]].assign(position=table["stage"].map(place))
    rows["next"] = rows.groupby("case_id", sort=False)["position"].shift(-1)
    last = rows.drop_duplicates(["case_id", "stage"], keep="last")
    moved = last["leaving"] == "moved"
    onward = (last["leaving"] == "won") | (moved & (last["next"] > last["position"]))
    kinds = last["leaving"].where(~moved, "back").where(~onward, "advanced")
    counted = last.groupby(["stage", kinds]).size()
    won = last[last["outcome"] == "won"].groupby("stage").size()
    found: dict[str, dict[str, int]] = {stage: {"won": int(won.get(stage, 0))} for stage in stages}
    for (stage, kind), n in counted.items():
        found[stage][kind or "open"] = int(n)
    return found


def fitting(variants: Any, line: frozenset[tuple[str, str]]) -> int:
    """The cases that go along the line: by variant, which is kinder to PM4Py than replaying a net."""
    return sum(n for path, n in variants.items() if all(pair in line for pair in pairwise(path)))


def plain(name: str, found: Any) -> Any:
    """What was found, as JSON can hold it."""
    if name == "moves":
        return {" ".join(pair): times["median"] for pair, times in found.items()}
    return {" ".join(path): n for path, n in found.items()} if name == "variants" else found


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, the better of two, and the answer."""
    times, found = [], None
    for _ in range(2):
        start = time.process_time()
        found = run()
        times.append(time.process_time() - start)
    return min(times), found


def _oracle() -> Any:
    """The net of the line as the tests ask PM4Py."""
    place = Path(__file__).resolve().parent.parent / "tests" / "insight" / "oracle_process.py"
    spec = importlib.util.spec_from_file_location("oracle_process", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
