"""What a proposal may aim at, in which unit, and which way is better."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Indicator(StrEnum):
    """The measured aim of a proposal."""

    WIN_RATE = "win_rate"
    LOSS_AT_STAGE = "loss_at_stage"
    STAGE_DAYS = "stage_days"
    VALUE_PER_DEAL = "value_per_deal"
    CASH_PER_MONTH = "cash_per_month"


class Unit(StrEnum):
    """In what an effect is said and kept: always whole numbers."""

    POINTS = "points"
    DAYS = "days"
    MONEY = "money"


@dataclass(frozen=True)
class Kind:
    """How an indicator is read: its unit, whether more is better, whether it is about one stage."""

    unit: Unit
    more_is_better: bool
    of_stage: bool = False

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.more_is_better else -1


KINDS: Final = {
    Indicator.WIN_RATE: Kind(Unit.POINTS, more_is_better=True),
    Indicator.LOSS_AT_STAGE: Kind(Unit.POINTS, more_is_better=False, of_stage=True),
    Indicator.STAGE_DAYS: Kind(Unit.DAYS, more_is_better=False, of_stage=True),
    Indicator.VALUE_PER_DEAL: Kind(Unit.MONEY, more_is_better=True),
    Indicator.CASH_PER_MONTH: Kind(Unit.MONEY, more_is_better=True),
}
SCALE: Final = {Unit.POINTS: 10_000, Unit.DAYS: 100, Unit.MONEY: 1}
"""An effect is kept as so many parts: 500 is five points, 150 one and a half days, money in minor units."""


def natural(indicator: Indicator, kept: int) -> float:
    """An effect as it is reckoned with: a share, days, or minor units."""
    return kept / SCALE[KINDS[indicator].unit]
