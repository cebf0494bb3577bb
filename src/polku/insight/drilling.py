"""Ways from a figure to its rows that later domains add: by the name that stands in a drill's token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from polku.insight.filters import Drill
from polku.kernel.registry import Registry

Rows = Callable[[Any, Drill, datetime], Any]
"""(the marts, the drill with the reader's scope, now) -> an expression with the ids of the deals as `case_id`."""

drills: Final[Registry[Rows]] = Registry("ways from figures to their rows")
