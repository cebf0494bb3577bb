"""The child that learns: courses in, models out, as JSON. scikit-learn lives and dies here, never in a web process.

Its standard input is `{"courses": [[...]], "days": [...]}`; each day is learned from what was known on it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

from polku.forecast.logic.courses import Course, as_of

TIMEOUT_SECONDS = 1500


class LearningFailed(RuntimeError):
    """The child could not learn."""


def learn_apart(courses: Sequence[Course], days: Sequence[float]) -> list[dict[str, Any]]:
    """Learn as of each of these days, in a process of its own. Raises: LearningFailed."""
    if not days:
        return []
    asked = json.dumps({"courses": [astuple(one) for one in courses], "days": list(days)})
    child = subprocess.run(
        [sys.executable, "-m", "polku.forecast.learning_process"],
        input=asked,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    if child.returncode:
        raise LearningFailed((child.stderr.strip().splitlines() or ["no word"])[-1])
    found: list[dict[str, Any]] = json.loads(child.stdout)
    return found


def read(rows: Sequence[Sequence[Any]]) -> list[Course]:
    """Courses from JSON."""
    names = [field.name for field in fields(Course)]
    found = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        values["stages"] = tuple((at, stage) for at, stage in values["stages"])
        values["contacts"] = tuple(values["contacts"])
        found.append(Course(**values))
    return found


def main() -> None:
    """Answer what is asked on the standard input."""
    from polku.forecast.logic.learning import learn  # noqa: PLC0415 -- heavy library, loaded on first use

    asked = json.load(sys.stdin)
    courses = read(asked["courses"])
    json.dump([learn(as_of(courses, day), day) for day in asked["days"]], sys.stdout)


if __name__ == "__main__":
    main()
