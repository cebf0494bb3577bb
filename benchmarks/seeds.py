"""Proofs over many seeds: each seed's row is kept, so that a proof goes on where it was stopped.

`POLKU_BENCH_FIRST` is the first seed (1000). Seeds below 1000 were looked at while the product was made, so they prove
nothing. Rows are lines of `NAME.jsonl` in `POLKU_BENCH_KEEP`, or in a temporary folder.
"""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import Any, Final

FIRST: Final = int(os.environ.get("POLKU_BENCH_FIRST", "1000"))
Row = dict[str, Any]


def proved(name: str, seeds: int, prove: Callable[[int], Row]) -> list[Row]:
    """A row for each seed, those of an earlier run as they were; says how much of the processor it took."""
    file = _folder() / f"{name}.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    known = {row["seed"]: row for row in map(json.loads, lines)}
    wanted = range(FIRST, FIRST + seeds)
    began, fresh = process_time(), 0
    gc.disable()  # millions of small things live at once: looking through them takes half the time
    with file.open("a") as out:
        for seed in wanted:
            if seed not in known:
                known[seed] = {"seed": seed} | prove(seed)
                print(json.dumps(known[seed]), file=out, flush=True)
                fresh += 1
                gc.collect()
    gc.enable()
    print(
        f"{name}: seeds {wanted[0]} to {wanted[-1]}, {fresh} anew in {process_time() - began:.0f} s of processor"
    )
    return [known[seed] for seed in wanted]


@lru_cache
def _folder() -> Path:
    folder = Path(os.environ.get("POLKU_BENCH_KEEP", "") or tempfile.mkdtemp(prefix="polku-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
