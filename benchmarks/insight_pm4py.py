"""Run by the oracle's own Python: PM4Py's answers to the five standing analyses, timed; see `insight`.

.venv-oracle/bin/python benchmarks/insight_pm4py.py LOG.csv STAGE,STAGE,...
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

warnings.simplefilter("ignore")


def main() -> None:
    """Read the log once, ask five times, print the seconds as JSON."""
    with contextlib.redirect_stdout(io.StringIO()):
        import pandas as pd
        import pm4py

        frame = pd.read_csv(sys.argv[1], parse_dates=["entered_at", "left_at"])
        frame = frame.rename(
            columns={"case_id": "case:concept:name", "stage": "concept:name", "entered_at": "time:timestamp"}
        )
        frame["case:concept:name"] = frame["case:concept:name"].astype(str)
        frame = pm4py.format_dataframe(frame)
        frame["start_timestamp"] = frame["time:timestamp"]
        ends = frame.copy()
        ends["time:timestamp"] = pd.to_datetime(ends["left_at"], utc=True).fillna(ends["time:timestamp"])
        line = frozenset(pairwise(sys.argv[2].split(",")))
        asked: dict[str, Callable[[], Any]] = {
            "moves with medians": lambda: pm4py.discover_performance_dfg(frame),
            "variants": lambda: pm4py.get_variants(frame),
            "time in stage": lambda: pm4py.get_service_time(
                ends, start_timestamp_key="start_timestamp", aggregation_measure="median"
            ),
            "funnel": lambda: pm4py.get_event_attribute_values(
                frame, "concept:name", count_once_per_case=True
            ),
            "conformance": lambda: fitting(pm4py.get_variants(frame), line),
        }
        found = {name: timed(run) for name, run in asked.items()}
    print(json.dumps(found))


def fitting(variants: Any, line: frozenset[tuple[str, str]]) -> int:
    """The cases that go along the line: by variant, which is kinder to PM4Py than replaying a net."""
    return sum(n for path, n in variants.items() if all(pair in line for pair in pairwise(path)))


def timed(run: Callable[[], Any]) -> float:
    """Seconds of the processor, the better of two."""
    times = []
    for _ in range(2):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
