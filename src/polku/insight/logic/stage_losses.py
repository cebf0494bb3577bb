"""What is lost at each stage, and which group loses more there; each holds its n."""

from __future__ import annotations

from dataclasses import dataclass

from polku.insight.logic.differences import Difference
from polku.insight.logic.figures import Share


@dataclass(frozen=True)
class StageLoss:
    """What is lost at a stage: of the deals whose last stay there ended in a move on or in a loss, the lost ones;
    `later` is the won share of the decided deals that moved on from it."""

    stage: str
    lost: Share
    later: Share

    @property
    def wins(self) -> float:
        """How many of the lost ones would have been won, were they like those that moved on."""
        return self.lost.k * (self.later.share or 0.0)

    @property
    def wins_low(self) -> float:
        """With the lower end of the later share's interval."""
        return self.lost.k * self.later.low if self.later.n else 0.0

    @property
    def wins_high(self) -> float:
        """With the upper end."""
        return self.lost.k * self.later.high if self.later.n else 0.0


@dataclass(frozen=True)
class StageCause:
    """A group at a stage against all other deals there: the share lost, and how sure the gap is.

    `weight` turns the gap into wins: the group's deals times the won share of those that moved on from the stage.
    """

    stage: str
    attribute: str
    value: str
    share: Share
    rest: Share
    gap: Difference
    weight: float
    p: float
    q: float

    @property
    def wins(self) -> float:
        """So many wins fewer than if the group were like the rest; negative for a group that loses less."""
        return self.gap.value * self.weight

    @property
    def is_finding(self) -> bool:
        """Whether the group loses more beyond chance: false discoveries held to 5 %, and an interval above zero."""
        return self.q <= 0.05 and self.gap.low > 0


@dataclass(frozen=True)
class StageCauses:
    """Who loses more at which stage, the dearest finding first; `stages` by the wins lost at each.

    `is_stuck` says that deals standing too long count as lost, `told_after` names what only later deals have.
    """

    n: int
    tested: int
    stages: tuple[StageLoss, ...]
    causes: tuple[StageCause, ...]
    told_after: tuple[str, ...] = ()
    is_stuck: bool = False

    @property
    def dearest(self) -> dict[str, StageCause]:
        """Of each stage the group that costs the most wins, where there is one beyond chance."""
        found: dict[str, StageCause] = {}
        for one in self.causes:
            if one.is_finding and one.wins > 0:
                found.setdefault(one.stage, one)
        return found
