"""The figures of a lived process: what the map draws, and the same as rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from polku.kernel.words import Text
from polku.process.logic.definition import Definition, Stage

Signal = Literal["ok", "late", "stuck"]
STUCK_FACTOR: Final = 1.5
"""A stage is late over its target, stuck over this many times of it."""


@dataclass(frozen=True)
class StageFigures:
    """What became of the deals that reached a stage. Days are working days; the median keeps open deals in."""

    reached: int = 0
    advanced: int = 0
    lost: int = 0
    paused: int = 0
    no_decision: int = 0
    open: int = 0
    median_days: float | None = None
    overrides: int = 0
    skipped: int = 0

    @property
    def left(self) -> int:
        """Deals that left the line here: lost, paused or without a decision."""
        return self.lost + self.paused + self.no_decision


@dataclass(frozen=True)
class BackMove:
    """How many deals went back from one stage to an earlier one."""

    from_key: str
    to_key: str
    count: int


@dataclass(frozen=True)
class Figures:
    """A lived process: deals that started, figures by stage key, moves back."""

    started: int
    stages: Mapping[str, StageFigures]
    back: tuple[BackMove, ...] = field(default=())

    def of(self, key: str) -> StageFigures:
        """A stage's figures; nothing reached a stage that has none."""
        return self.stages.get(key, StageFigures())

    @property
    def whole(self) -> int:
        """What shares are of: the deals started, or more where deals entered in the middle of the line."""
        return max(self.started, *(one.reached for one in self.stages.values()), 0)

    def share(self, key: str) -> float:
        """The part of all deals that reached a stage, 0 to 1."""
        return self.of(key).reached / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Row:
    """One stage of the map as a row of a table; figures are None where only the design is shown."""

    key: str
    name: Text
    role: str
    takes_part: tuple[str, ...]
    target_days: float | None
    reached: int | None = None
    advanced: int | None = None
    lost: int | None = None
    paused: int | None = None
    no_decision: int | None = None
    open: int | None = None
    share: float | None = None
    left_share: float | None = None
    median_days: float | None = None
    signal: Signal | None = None
    overrides: int | None = None
    skipped: int | None = None


def signal(median_days: float | None, target_days: float | None) -> Signal | None:
    """Time against target: on time, late, or stuck; none where one of them is not known."""
    if median_days is None or target_days is None:
        return None
    if median_days > STUCK_FACTOR * target_days:
        return "stuck"
    return "late" if median_days > target_days else "ok"


def rows(definition: Definition, figures: Figures | None = None) -> list[Row]:
    """The map as a table, a row for each stage in the order of the line."""
    return [_row(stage, figures) for stage in definition.stages]


def _row(stage: Stage, figures: Figures | None) -> Row:
    if figures is None:
        return Row(stage.key, stage.name, stage.role, stage.takes_part, stage.expected_days)
    of = figures.of(stage.key)
    return Row(
        key=stage.key,
        name=stage.name,
        role=stage.role,
        takes_part=stage.takes_part,
        target_days=stage.expected_days,
        reached=of.reached,
        advanced=of.advanced,
        lost=of.lost,
        paused=of.paused,
        no_decision=of.no_decision,
        open=of.open,
        share=figures.share(stage.key),
        left_share=of.left / of.reached if of.reached else None,
        median_days=of.median_days,
        signal=signal(of.median_days, stage.expected_days),
        overrides=of.overrides,
        skipped=of.skipped,
    )
