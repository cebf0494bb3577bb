"""Figures that answer a question of their own, as frozen values; each says what it counts and holds its n."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from polku.insight.logic.changes import Change
from polku.insight.logic.deviations import Deviation
from polku.insight.logic.differences import Difference, Price, Standardised
from polku.insight.logic.figures import Curve, Share
from polku.insight.logic.incidence import Point


@dataclass(frozen=True)
class WeekTime:
    """Deals that came to a stage in one week, and by when half and nine of ten of them had come to another."""

    week: date
    curve: Curve


@dataclass(frozen=True)
class Between:
    """From the first coming to a stage to the first coming to a later one (or to the win).

    Deals that ended before (`ended`, by outcome) no longer count as on the way from that moment (Kaplan-Meier), and
    are outcomes of their own in `shares` (Aalen-Johansen, calendar seconds). Times are those in the stages between:
    how long a deal lay paused outside is in none.
    """

    stage: str
    until: str
    n: int
    undated: int
    reached: int
    open: int
    ended: Mapping[str, int]
    working: Curve
    calendar: Curve
    working_p95: float | None
    calendar_p95: float | None
    shares: Mapping[str, tuple[Point, ...]]
    weeks: tuple[WeekTime, ...]
    censored_at: datetime


@dataclass(frozen=True)
class Cohort:
    """Deals opened in one period, at one stage: reached it ever, moved on from it, won in the end; and still open."""

    period: date
    n: int
    reached: int
    advanced: int
    won: int
    open: int

    @property
    def conversions(self) -> tuple[Share, Share, Share]:
        """Reached of all, moved on of those that reached it, won in the end of those that reached it."""
        return Share(self.reached, self.n), Share(self.advanced, self.reached), Share(self.won, self.reached)


@dataclass(frozen=True)
class Cohorts:
    """The three conversions by period of opening."""

    stage: str
    per: str
    n: int
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True)
class AfterAct:
    """Deals in which a kind of act took place while they were open, and what became of them."""

    kind: str
    n: int
    won: int
    lost: int
    paused: int
    open: int

    @property
    def lost_share(self) -> Share:
        """Lost or without a decision, of the decided ones."""
        return Share(self.lost, self.lost + self.won)


@dataclass(frozen=True)
class AfterActs:
    """After each kind of act: won, lost, still open."""

    n: int
    acts: tuple[AfterAct, ...]


@dataclass(frozen=True)
class Followed:
    """First acts of one month, and how many led to the other act in time."""

    month: date
    share: Share


@dataclass(frozen=True)
class FirstActs:
    """Deals whose first act of a kind led to another kind within some days; `young` ones are not old enough to say."""

    act: str
    then: str
    days: int
    n: int
    young: int
    followed: int
    months: tuple[Followed, ...]

    @property
    def share(self) -> Share:
        """Of those old enough."""
        return Share(self.followed, self.n)


@dataclass(frozen=True)
class FlowWeek:
    """At the end of a week: deals in each stage, ended well and gone since the beginning; came in during the week."""

    week: date
    present: Mapping[str, int]
    ended: int
    gone: int
    opened: int


@dataclass(frozen=True)
class CumulativeFlow:
    """The cumulative flow diagram: what stands in each stage, week by week; `undated` stays are in none."""

    n: int
    undated: int
    stages: tuple[str, ...]
    weeks: tuple[FlowWeek, ...]


@dataclass(frozen=True)
class VariantGroup:
    """Sequences with the same skipped and repeated stages; `distinct` of them, the most frequent as an example."""

    shape: str
    n: int
    distinct: int
    won: int
    decided: int
    example: tuple[str, ...]

    @property
    def won_share(self) -> Share:
        """Won of the decided ones."""
        return Share(self.won, self.decided)


@dataclass(frozen=True)
class VariantGroups:
    """Variants by what they left out or did again, the largest group first."""

    n: int
    groups: tuple[VariantGroup, ...]


@dataclass(frozen=True)
class ReworkStage:
    """Deals that came to a stage again: how many, how often, the hours of those later stays, what goes with it."""

    stage: str
    deals: int
    returns: int
    working_seconds: float
    undated: int
    reached: int
    price: Price


@dataclass(frozen=True)
class Rework:
    """Returns to an earlier stage; `deals` had any, of `n`."""

    n: int
    deals: int
    stages: tuple[ReworkStage, ...]


@dataclass(frozen=True)
class Handover:
    """Moves in which the deal passed from one to another, and the mean working time in the stage before each."""

    kind: str
    giver: str
    taker: str
    n: int
    working_seconds: float | None


@dataclass(frozen=True)
class Handovers:
    """Moves between people, and between their roles; `same` moves were made by who had made the one before."""

    n: int
    handed: int
    same_working_seconds: float | None
    handed_working_seconds: float | None
    people: tuple[Handover, ...]
    roles: tuple[Handover, ...]


@dataclass(frozen=True)
class DeviationPrice:
    """One way to leave the line: how many deals, of how many that could, and what goes with it; allowed or not."""

    deviation: Deviation
    n: int
    of: int
    price: Price
    allowed: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Deviations:
    """Deals against the version they followed; `fitting` have no deviation but allowed ones, `strictly` none at all."""

    n: int
    fitting: int
    strictly: int
    deviations: tuple[DeviationPrice, ...]


@dataclass(frozen=True)
class Deviating:
    """A person's deals with a deviation, of those that could have it, beside everybody else's.

    `q` is the chance of so large a gap, with all that was tested taken into account.
    """

    owner: int
    deviation: Deviation
    share: Share
    rest: Share
    gap: Difference
    extra: float
    p: float
    q: float


@dataclass(frozen=True)
class WhoDeviates:
    """Whose deals leave the line where others' do not. `tested` pairs of person and deviation were large enough."""

    n: int
    tested: int
    people: tuple[Deviating, ...]


@dataclass(frozen=True)
class Bottleneck:
    """A stage's part in what is waited for and lost.

    `waiting_seconds` is the mean working time of a stay up to the horizon (area under Kaplan-Meier); `wins_lost` is
    deals lost here times the won share of those that moved on; `score` their product with the stays, as a part of all.
    `stuck` deals have stood here too long, where losses are hardly ever written down.
    """

    stage: str
    stays: int
    waiting_seconds: float
    lost: int
    wins_lost: float
    score: float
    stuck: int = 0


@dataclass(frozen=True)
class Bottlenecks:
    """Stages by what they cost, the dearest first."""

    n: int
    stages: tuple[Bottleneck, ...]


@dataclass(frozen=True)
class Cause:
    """Deals of one value of an attribute against all others: the share with the effect, and how sure the gap is.

    `extra` is the gap times the deals: how many fewer there would be if the group were like the rest.
    """

    attribute: str
    value: str
    share: Share
    rest: Share
    gap: Difference
    extra: float
    p: float
    q: float


@dataclass(frozen=True)
class Causes:
    """What loss or slowness goes with. `tested` groups were large enough; `limit_days` is where slowness begins, or by
    when a win is usual. `told_after` are attributes that only won deals have."""

    about: str
    n: int
    with_effect: int
    tested: int
    limit_days: float | None
    causes: tuple[Cause, ...]
    told_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """A share by week and where it changed. `what` is won, time, or variant; `key` the stage or the path's code."""

    what: str
    key: str
    weeks: tuple[date, ...]
    shares: tuple[Share, ...]
    changes: tuple[Change, ...]
    limit: float | None = None


@dataclass(frozen=True)
class Drift:
    """What changed and when; every series that was long enough to be looked at."""

    n: int
    level: float
    series: tuple[Series, ...]


@dataclass(frozen=True)
class LikeForLike:
    """A team or person: plain won share, and the one with the mix of all held constant."""

    kind: str
    key: str
    plain: Share
    level: Standardised | None


@dataclass(frozen=True)
class LikeForLikes:
    """Teams and people like for like, over decided deals; `is_said` unless hardly any loss is written down."""

    n: int
    strata: int
    groups: tuple[LikeForLike, ...]
    is_said: bool = True


@dataclass(frozen=True)
class WaitedDay:
    """Deals that had waited so many days in a stage: how many of them left the line, or moved on, in the next step."""

    day: int
    days: int
    gone: Share
    onward: Share


@dataclass(frozen=True)
class Waiting:
    """The chance of leaving by days waited in a stage, and the day from which it is higher."""

    stage: str
    n: int
    undated: int
    steps: tuple[WaitedDay, ...]
    rises_at: int | None
    before: float | None
    after: float | None
    p: float | None
    censored_at: datetime
