"""Deals as a comparison needs them: the version they began under, their mix, what became of them in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from polku.proposals.logic.indicators import Indicator

DAY: Final = 86_400
WON: Final = frozenset({"won", "upgraded"})
GONE: Final = frozenset({"lost", "paused", "no_decision"})


class Followed(NamedTuple):
    """One deal: moments in seconds since 1970, `stay` in working days (so far, where it still waits)."""

    case_id: int
    version_id: int
    opened: int
    source: str
    product: str
    kind: str
    value: int
    outcome: str
    closed: int | None
    entered: int | None
    left: int | None
    leaving: str
    stay: float | None


@dataclass(frozen=True)
class Measured:
    """What a comparison reads of a deal: when its clock began, its stratum, its value of the indicator."""

    case_id: int
    began: int
    stratum: tuple[str, ...]
    value: float


def measured(
    rows: Iterable[Followed], indicator: Indicator, *, window_days: int, now: int, bands: Sequence[int]
) -> list[Measured]:
    """The deals followed for the whole window, the first to begin first; younger ones are left out on both sides."""
    window = window_days * DAY
    read = _READ[indicator]
    found = []
    for row in rows:
        began = row.entered if indicator in _OF_STAGE else row.opened
        if began is None or began + window > now:
            continue
        value = read(row, began + window)
        if value is None:
            continue
        band = sum(row.value >= edge for edge in bands)
        found.append(Measured(row.case_id, began, (row.source, row.product, str(band), row.kind), value))
    found.sort(key=lambda one: (one.began, one.case_id))
    return found


def value_bands(values: Sequence[int]) -> tuple[int, ...]:
    """The two values that cut deals into small, middle and large, a third each; none for fewer than thirty deals."""
    known = sorted(value for value in values if value > 0)
    return (known[len(known) // 3], known[2 * len(known) // 3]) if len(known) >= 30 else ()


def _won(row: Followed, until: int) -> float:
    return float(row.outcome in WON and row.closed is not None and row.closed <= until)


def _lost_here(row: Followed, until: int) -> float:
    return float(row.leaving in GONE and row.left is not None and row.left <= until)


def _stay(row: Followed, until: int) -> float | None:
    if row.stay is None:
        return None
    return row.stay if row.left is not None and row.left <= until else float("inf")


def _value(row: Followed, until: int) -> float:
    return row.value * _won(row, until)


_OF_STAGE: Final = frozenset({Indicator.LOSS_AT_STAGE, Indicator.STAGE_DAYS})
_READ: Final[dict[Indicator, Callable[[Followed, int], float | None]]] = {
    Indicator.WIN_RATE: _won,
    Indicator.LOSS_AT_STAGE: _lost_here,
    Indicator.STAGE_DAYS: _stay,
    Indicator.VALUE_PER_DEAL: _value,
    Indicator.CASH_PER_MONTH: _value,
}
