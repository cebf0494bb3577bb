"""From deals to a verdict: keep, undo, or unclear, by the interval of the difference with the mix held constant.

Only what was stated before is looked at: the last deals before the change and the first ones after it, as many as the
plan says, each followed for the same window. Nothing is looked at earlier, so no bound has to be spent on peeking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import isfinite
from typing import Any, Final

from polku.proposals.logic import comparing
from polku.proposals.logic.comparing import Compared, Estimate
from polku.proposals.logic.followed import DAY, Followed, Measured, measured, value_bands
from polku.proposals.logic.indicators import KINDS, Indicator, Unit

COVERED_LEAST: Final = 0.5
"""Where fewer of the deals have like ones on the other side, nothing is said."""


class Verdict(StrEnum):
    """What is to become of the change."""

    KEEP = "keep"
    UNDO = "undo"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """On what the verdict rests."""

    BETTER = "better"
    WORSE = "worse"
    SMALL = "small"
    """Zero lies within, but an effect of the size that matters does not."""
    OPEN = "open"
    FEW = "few"
    UNLIKE = "unlike"


@dataclass(frozen=True)
class Plan:
    """What was stated before the start; moments in seconds since 1970, the effect as it is reckoned with."""

    indicator: Indicator
    effect: float
    old_version_id: int
    new_version_id: int
    old_n: int
    new_n: int
    window_days: int
    started: int
    ends: int
    stage: str = ""

    @property
    def decided_by(self) -> int:
        """The last moment: those that began within the period have been followed."""
        return self.ends + self.window_days * DAY


@dataclass(frozen=True)
class Arms:
    """The deals that count: before and after; `coming` have begun and are not followed to the end of the window yet."""

    old: tuple[Measured, ...]
    new: tuple[Measured, ...]
    coming: int
    per_month: float


@dataclass(frozen=True)
class Found:
    """The verdict with its figures. `old` and `new` are levels as they are; differences are new less old."""

    verdict: Verdict
    why: Why
    old: float | None
    new: float | None
    old_n: int
    new_n: int
    difference: float | None
    low: float | None
    high: float | None
    plain: float | None
    plain_low: float | None
    plain_high: float | None
    covered: float
    p: float | None
    mix: tuple[tuple[str, str, float, float], ...] = ()
    """The largest shifts: dimension, key, share before, share after."""

    def figures(self) -> dict[str, Any]:
        """The same as plain values, to be kept."""
        return {name: _plain(value) for name, value in asdict(self).items()}


DIMENSIONS: Final = ("source", "product", "value", "kind")


def arms(rows: Sequence[Followed], plan: Plan, now: int) -> Arms:
    """The last deals before the start and the first ones after it, as many as were planned."""
    before = [row for row in rows if row.version_id == plan.old_version_id and row.opened < plan.started]
    after = [row for row in rows if row.version_id == plan.new_version_id and row.opened >= plan.started]
    bands = value_bands([row.value for row in before])
    old, new = (
        measured(side, plan.indicator, window_days=plan.window_days, now=now, bands=bands)
        for side in (before, after)
    )
    new = [one for one in new if one.began < plan.ends]
    begun = len(measured(after, plan.indicator, window_days=0, now=now, bands=bands))
    return Arms(tuple(old[-plan.old_n :]), tuple(new[: plan.new_n]), begun - len(new), _per_month(old))


def is_due(found: Arms, plan: Plan, now: int) -> bool:
    """Whether the stated sample is there, or the stated period is over."""
    return len(found.new) >= plan.new_n or now >= plan.decided_by


def verdict(found: Arms, plan: Plan) -> Found:
    """Weigh both sides; only when the verdict is due."""
    if min(len(found.old), len(found.new)) < 2:
        return _none(found, Why.FEW)
    compared = _compare(plan.indicator, found)
    shown = _difference(plan.indicator, compared.held, found.per_month)
    plain = _difference(plan.indicator, compared.plain, found.per_month)
    scale = found.per_month if plan.indicator == Indicator.CASH_PER_MONTH else 1.0
    why = _why(shown, plan, compared.covered)
    shifts = [
        (DIMENSIONS[place], *row)
        for place, kept in comparing.mix(found.old, found.new).items()
        for row in kept
    ]
    return Found(
        _VERDICTS.get(why, Verdict.UNCLEAR), why, compared.old * scale, compared.new * scale, compared.old_n,
        compared.new_n, shown.value, shown.low, shown.high, plain.value, plain.low, plain.high, compared.covered,
        compared.p, tuple(sorted(shifts, key=lambda row: -abs(row[3] - row[2]))[:6]),
    )  # fmt: skip


_VERDICTS: Final = {Why.BETTER: Verdict.KEEP, Why.WORSE: Verdict.UNDO}


def _why(found: Estimate, plan: Plan, covered: float) -> Why:
    sign = KINDS[plan.indicator].sign
    low, high = sorted((sign * found.low, sign * found.high))
    if covered < COVERED_LEAST:
        return Why.UNLIKE
    if low > 0:
        return Why.BETTER
    if high < 0:
        return Why.WORSE
    return Why.SMALL if high < plan.effect else Why.OPEN


def _compare(indicator: Indicator, found: Arms) -> Compared:
    unit = KINDS[indicator].unit
    if unit == Unit.POINTS:
        return comparing.shares(found.old, found.new)
    return (comparing.medians if unit == Unit.DAYS else comparing.means)(found.old, found.new)


def _difference(indicator: Indicator, estimate: Estimate, per_month: float) -> Estimate:
    """Value a month is value per deal times the deals that came a month before: an equal inflow for both."""
    if indicator != Indicator.CASH_PER_MONTH:
        return estimate
    return Estimate(*(per_month * each for each in (estimate.value, estimate.low, estimate.high)))


def _per_month(old: Sequence[Measured]) -> float:
    if len(old) < 2 or old[-1].began <= old[0].began:
        return 0.0
    return (len(old) - 1) / (old[-1].began - old[0].began) * DAY * 365.25 / 12


def _none(found: Arms, why: Why) -> Found:
    nothing = (None,) * 6
    return Found(Verdict.UNCLEAR, why, None, None, len(found.old), len(found.new), *nothing, 0.0, None)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
