"""Rows for those who compare versions or simulate changes: scoped like every figure, at most as many as can be read."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any, Final

from polku.insight.engine import Marts, engine
from polku.insight.filters import Filter

MOST: Final = 60_000
"""So many of the newest deals are read; no proposal needs more, and the page stays fast with a million."""

Row = tuple[Any, ...]


def deals(f: Filter, now: datetime, *, stage: str = "", most: int = MOST) -> list[Row]:
    """Deals with what became of them; see `analyses.trials.deals`."""
    with engine().marts() as marts:
        return deals_in(marts, f, now, stage=stage, most=most)


def deals_in(marts: Marts, f: Filter, now: datetime, *, stage: str = "", most: int = MOST) -> list[Row]:
    """As `deals`, in marts at hand: benchmarks and proofs."""
    found: list[Row] = _analyses().deals(marts, f, stage, now, most=most)
    return found


def stays(f: Filter, now: datetime, *, most: int = 5_000) -> list[Row]:
    """Stays of the newest deals; see `analyses.trials.stays`."""
    with engine().marts() as marts:
        return stays_in(marts, f, now, most=most)


def stays_in(marts: Marts, f: Filter, now: datetime, *, most: int = 5_000) -> list[Row]:
    """As `stays`, in marts at hand."""
    found: list[Row] = _analyses().stays(marts, f, now, most=most)
    return found


def opened_span(f: Filter) -> tuple[int, int | None, int | None]:
    """How many deals came, and when the first and the last did; see `analyses.trials.opened_span`."""
    with engine().marts() as marts:
        found: tuple[int, int | None, int | None] = _analyses().opened_span(marts, f)
        return found


def _analyses() -> Any:
    return import_module("polku.insight.analyses.trials")
