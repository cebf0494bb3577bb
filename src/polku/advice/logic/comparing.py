"""Like deals compared: how much more often those went on in which something was done, than those in which it was not.

A deal counts only if it is still in the stage when the window for doing it closes (landmark analysis, Anderson, Cain
and Gelber 1983): else what is done late would look good because the deal lived to see it. With and without are
compared within strata and pooled (Mantel and Haenszel 1959). The ratio's interval is that of Greenland and Robins 1985;
the difference's is that of Sato 1989, because theirs is too short where strata are small (measured: it left nought out
in 25 % of acts that do nothing). Of all that is compared, only what holds at a false discovery rate of one in ten is
called found (Benjamini and Hochberg 1995), by the test of Mantel and Haenszel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import erfc, exp, log, sqrt
from typing import Any, Final

Z: Final = 1.959963985
ARM_MIN: Final = 30
"""Deals with, and deals without, below which nothing is said."""
EVENTS_MIN: Final = 5
DISCOVERY: Final = 0.1
WINDOWS: Final = (1.0, 7.0)
WON_DAYS, ADVANCED_DAYS = 91.0, 30.0
AGE_EDGES: Final = (14.0, 45.0)
KEYS_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Stay:
    """A deal's first stay in a stage: days since 1970. `advanced` is when it went on from it, `won` when it was won."""

    deal_id: int
    stage: str
    entered: float
    left: float | None
    advanced: float | None
    won: float | None
    opened: float
    source: str = ""
    product: str = ""
    owner: int = 0
    value: int | None = None
    acts: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A two by two table: came and all, with and without."""

    came_with: int
    n_with: int
    came_without: int
    n_without: int


@dataclass(frozen=True)
class Effect:
    """How an act goes with what followed. `difference` is in points of 1, `ratio` of the shares.

    `n_with` and `n_without` count deals in strata that hold both. `found` says that it holds among all compared.
    """

    stage: str
    act: str
    window: float
    outcome: str
    n_with: int
    n_without: int
    share_with: float
    share_without: float
    difference: float
    low: float
    high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float
    found: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Effect:
        """From plain JSON."""
        return cls(**data)


def compared(stays: Sequence[Stay], today: float, outcome: str = "won") -> list[Effect]:
    """Every act of every stage that enough deals have and enough lack, the surest first."""
    horizon = WON_DAYS if outcome == "won" else ADVANCED_DAYS
    by_stage: dict[str, list[Stay]] = {}
    for stay in stays:
        by_stage.setdefault(stay.stage, []).append(stay)
    found: list[Effect] = []
    for stage, rows in by_stage.items():
        bands = _bands(rows)
        for window in WINDOWS:
            seen = [row for row in rows if _at_risk(row, window, horizon, today)]
            came = [_came(row, window, horizon, outcome) for row in seen]
            done = [_done(row, window) for row in seen]
            keys = [_stratum(row, window, bands) for row in seen]
            for act in sorted(set().union(*done)) if done else ():
                tables = _tables(act, done, came, keys)
                effect = pooled(tables, stage=stage, act=act, window=window, outcome=outcome)
                if effect is not None:
                    found.append(effect)
    return marked(_best_window(found))


def pooled(
    tables: Iterable[Table], *, stage: str = "", act: str = "", window: float = 0.0, outcome: str = "won"
) -> Effect | None:
    """Strata pooled; None where an arm is too small or almost nothing came."""
    rows = [one for one in tables if one.n_with and one.n_without]
    n_with, n_without = sum(one.n_with for one in rows), sum(one.n_without for one in rows)
    came = sum(one.came_with + one.came_without for one in rows)
    if min(n_with, n_without) < ARM_MIN or not EVENTS_MIN <= came <= n_with + n_without - EVENTS_MIN:
        return None
    weight = difference = p_sum = q_sum = top = bottom = ratio_spread = 0.0
    expected = variance = came_with = 0.0
    for one in rows:
        n1, n0, a, c = one.n_with, one.n_without, one.came_with, one.came_without
        n = n1 + n0
        weight += n1 * n0 / n
        difference += (a * n0 - c * n1) / n
        p_sum += (n1 * n1 * c - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n)
        q_sum += (a * (n0 - c) + c * (n1 - a)) / (2 * n)
        top += a * n0 / n
        bottom += c * n1 / n
        ratio_spread += (n1 * n0 * (a + c) - a * c * n) / (n * n)
        expected += n1 * (a + c) / n
        came_with += a
        variance += n1 * n0 * (a + c) * (n - a - c) / (n * n * (n - 1)) if n > 1 else 0.0
    middle = difference / weight
    error = sqrt(max(0.0, middle * p_sum + q_sum)) / weight
    ratio, low, high = _ratio(top, bottom, ratio_spread)
    chance = erfc(abs(came_with - expected) / sqrt(2 * variance)) if variance > 0 else 1.0
    share_without = bottom / weight
    return Effect(
        stage, act, window, outcome, n_with, n_without, top / weight, share_without, middle,
        middle - Z * error, middle + Z * error, ratio, low, high, chance,
    )  # fmt: skip


def marked(effects: Sequence[Effect]) -> list[Effect]:
    """The surest first, with those marked that hold among all at the false discovery rate."""
    ordered = sorted(effects, key=lambda one: (one.p, one.stage, one.act))
    last = 0
    for place, one in enumerate(ordered, start=1):
        if one.p <= DISCOVERY * place / len(ordered):
            last = place
    return [replace(one, found=place < last) for place, one in enumerate(ordered)]


def helping(effects: Iterable[Effect], stage: str, done: Iterable[str] = (), most: int = 3) -> list[Effect]:
    """What helped in a stage and was not done yet: found, for the better, the largest first."""
    known = set(done)
    rows = [
        one
        for one in effects
        if one.stage == stage and one.found and one.difference > 0 and one.act not in known
    ]
    return sorted(rows, key=lambda one: -one.difference)[:most]


def _best_window(effects: Sequence[Effect]) -> list[Effect]:
    """One row for each act of a stage: within a day where that is what most do it in, else within a week.

    Which window is shown depends on how often it is done, never on what came of it.
    """
    found: dict[tuple[str, str], list[Effect]] = {}
    for one in effects:
        found.setdefault((one.stage, one.act), []).append(one)
    kept = []
    for rows in found.values():
        rows.sort(key=lambda one: one.window)
        first, last = rows[0], rows[-1]
        share_first = first.n_with / (first.n_with + first.n_without)
        share_last = last.n_with / (last.n_with + last.n_without)
        kept.append(first if share_first >= 0.6 * share_last else last)
    return kept


def _at_risk(row: Stay, window: float, horizon: float, today: float) -> bool:
    mark = row.entered + window
    return (row.left is None or row.left > mark) and mark + horizon <= today


def _came(row: Stay, window: float, horizon: float, outcome: str) -> bool:
    at = row.won if outcome == "won" else row.advanced
    return at is not None and at <= row.entered + window + horizon


def _done(row: Stay, window: float) -> frozenset[str]:
    return frozenset(kind for at, kind in row.acts if row.entered <= at <= row.entered + window)


def _bands(rows: Sequence[Stay]) -> tuple[float, float]:
    values = sorted(row.value for row in rows if row.value)
    return (values[len(values) // 3], values[2 * len(values) // 3]) if values else (0.0, 0.0)


def _stratum(row: Stay, window: float, bands: tuple[float, float]) -> tuple[Any, ...]:
    age = row.entered + window - row.opened
    band = -1 if row.value is None else sum(row.value >= edge for edge in bands)
    return row.source, row.product, band, sum(age >= edge for edge in AGE_EDGES), row.owner


def _tables(
    act: str, done: Sequence[frozenset[str]], came: Sequence[bool], keys: Sequence[tuple[Any, ...]]
) -> list[Table]:
    counts: dict[tuple[Any, ...], Counter[tuple[bool, bool]]] = {}
    for acts, won, key in zip(done, came, keys, strict=True):
        counts.setdefault(key, Counter())[act in acts, won] += 1
    return [
        Table(
            one[True, True], one[True, True] + one[True, False], one[False, True],
            one[False, True] + one[False, False],
        )
        for one in counts.values()
    ]  # fmt: skip


def _ratio(top: float, bottom: float, spread: float) -> tuple[float | None, float | None, float | None]:
    if top <= 0 or bottom <= 0:
        return None, None, None
    ratio = top / bottom
    error = sqrt(max(0.0, spread / (top * bottom)))
    return ratio, exp(log(ratio) - Z * error), exp(log(ratio) + Z * error)
