"""Other shapes of the pipeline beside board and list: the same filtered deals, shown by a later domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from polku.access.logic import Actor
from polku.deals.queries.filters import DealFilter
from polku.kernel.registry import DEFAULT_ORDER
from polku.ui.registry import Shelf, Words

Load = Callable[[Actor, DealFilter, Mapping[str, str], datetime], Mapping[str, Any]]


@dataclass(frozen=True)
class Shape:
    """One shape: `as=<key>` in the address of the pipeline; the template extends `deals/pipeline.html`.

    `load(actor, filter, query, at)` gives the template's context.
    """

    key: str
    label: Words
    template: str
    load: Load
    permission: StrEnum | None = None
    order: int = DEFAULT_ORDER


shapes: Shelf[Shape] = Shelf("shapes of the pipeline")
