"""The figures, as frozen values. Each says what it counts and by which formula; each holds its n."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from polku.kernel.stats import wilson


@dataclass(frozen=True)
class Share:
    """k of n, with the interval in which the true share lies (Wilson 1927, 95 %)."""

    k: int
    n: int

    @property
    def share(self) -> float | None:
        """k / n, none of nothing."""
        return self.k / self.n if self.n else None

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return wilson(self.k, self.n)[0]

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return wilson(self.k, self.n)[1]


@dataclass(frozen=True)
class Spine:
    """One declared stop of the line: its place, phase and expected working seconds."""

    key: str
    position: int
    phase: str = ""
    after_win: bool = False
    expected_seconds: int | None = None


@dataclass(frozen=True)
class FunnelStage:
    """A stage of the funnel. Every deal that ever reached it stands in exactly one place, by its last visit:

    reached = advanced (left it for a later stage, or won from it) + back (left it for an earlier one) + lost +
    paused + no_decision + open (still in it). `won` are those that were won in the end, wherever they are now.
    `skipped` were before it and behind it but never in it; they are not in `reached`.
    """

    spine: Spine
    reached: int = 0
    advanced: int = 0
    back: int = 0
    lost: int = 0
    paused: int = 0
    no_decision: int = 0
    open: int = 0
    won: int = 0
    skipped: int = 0

    @property
    def key(self) -> str:
        """The stage's key."""
        return self.spine.key

    @property
    def moved_on(self) -> Share:
        """Left it for a later stage, of those that reached it."""
        return Share(self.advanced, self.reached)

    @property
    def gone(self) -> int:
        """Left the line here: lost, paused or without a decision."""
        return self.lost + self.paused + self.no_decision


@dataclass(frozen=True)
class Funnel:
    """The cohort on the line: all its deals, open and lost ones too."""

    process: str
    version: int | None
    n: int
    won: int
    lost: int
    paused: int
    no_decision: int
    open: int
    stages: tuple[FunnelStage, ...]
    after: FunnelStage | None = None
    """Of a part of the line, all stages behind it as one: reached = got past the part; there, to advance is to win."""

    @property
    def rows(self) -> tuple[FunnelStage, ...]:
        """The stages, and behind a part of the line the rest of it as one."""
        return (*self.stages, self.after) if self.after else self.stages

    def moved_on(self, stage: FunnelStage) -> Share | None:
        """The share that moved on; none at the end of the line after the win, where there is nowhere to go."""
        if stage is self.after:
            return stage.moved_on
        if stage is self.stages[-1] and stage.spine.after_win and not stage.advanced:
            return None
        return stage.moved_on


@dataclass(frozen=True)
class CurvePoint:
    """At `t` seconds so much is still left, with its interval; `at_risk` were observed so long."""

    t: float
    left: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve: by when half, by when nine of ten; none where it never falls so far.

    `n` were observed, `ended` of them to the end; the rest are censored (`censored_at` seconds, thinned out).
    """

    n: int
    ended: int
    median: float | None
    p90: float | None
    points: tuple[CurvePoint, ...] = ()
    censored: tuple[float, ...] = ()
    p95: float | None = None


@dataclass(frozen=True)
class StageTime:
    """How long visits of a stage last, in working and in calendar seconds; deals still there are censored.

    `visits` counts all visits, `undated` those that say no time and are in no curve.
    """

    spine: Spine
    visits: int
    undated: int
    working: Curve
    calendar: Curve

    @property
    def key(self) -> str:
        """The stage's key."""
        return self.spine.key


@dataclass(frozen=True)
class StageTimes:
    """Time in every stage, and up to when deals were watched."""

    censored_at: datetime
    stages: tuple[StageTime, ...]


@dataclass(frozen=True)
class TimeToWin:
    """From opening to winning.

    `n` deals were won and have both dates; `median_days_of_wins` is their plain median in days of 24 hours, times
    of day included (a win recorded before its opening counts as it stands); it flatters, because those that take
    long are not won yet. `median_days` is the Kaplan-Meier median over all `of` dated deals: every deal not won
    counts as "not won by `censored_at`", lost ones too; none while fewer than half are won. `quantiles` are
    (share, days) of the same curve; `working` the same in working time. `delivered` of the wins have left the last
    stage of delivering (paid, where the line goes so far), after `median_days_delivered` from the win.
    """

    n: int
    of: int
    undated: int
    median_days_of_wins: float | None
    median_days: float | None
    median_working_hours_of_wins: float | None
    median_working_hours: float | None
    censored_at: datetime
    quantiles: tuple[tuple[float, float | None], ...]
    curve: Curve
    delivered: int = 0
    median_days_delivered: float | None = None


@dataclass(frozen=True)
class Leaving:
    """Deals that left the line at a stage in one way for one reason ('' where none was given)."""

    stage: str
    outcome: str
    reason: str
    n: int


@dataclass(frozen=True)
class DropOut:
    """Where deals leave the line, how and why. A deal with two reasons counts under both, so reasons can exceed n."""

    n: int
    gone: int
    stages: tuple[FunnelStage, ...]
    reasons: tuple[Leaving, ...]


@dataclass(frozen=True)
class Move:
    """One step from a stage to another: how often, the median time in the first before it, forward or back."""

    stage: str
    next_stage: str
    n: int
    median_working_seconds: float | None
    median_calendar_seconds: float | None
    forward: bool


@dataclass(frozen=True)
class Step:
    """One step from a stage to another for the map: how often, forward or back."""

    stage: str
    next_stage: str
    n: int
    forward: bool


@dataclass(frozen=True)
class Moves:
    """All steps, most frequent first."""

    n: int
    moves: tuple[Move, ...]

    def covering(self, share: float) -> tuple[Move, ...]:
        """The most frequent moves that together make up a share of all: fewer lines, the same picture."""
        kept, total = [], 0
        for move in self.moves:
            if total >= share * self.n:
                break
            kept.append(move)
            total += move.n
        return tuple(kept)


@dataclass(frozen=True)
class Variant:
    """One sequence of stages, and how many deals walked it so far and were won."""

    path_id: int
    path: tuple[str, ...]
    n: int
    won: int


@dataclass(frozen=True)
class Variants:
    """Sequences, most frequent first; `n` deals in all, `distinct` sequences, of which the first are listed."""

    n: int
    distinct: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Group:
    """Deals of one value of a dimension: how many, how many won, lost and open, the won share, the won value."""

    key: str
    n: int
    won: int
    lost: int
    open: int
    won_value_minor: int

    @property
    def won_share(self) -> Share:
        """Won, of all in the group: open ones count as not won yet."""
        return Share(self.won, self.n)


@dataclass(frozen=True)
class Breakdown:
    """The cohort by one dimension, largest group first (periods in order).

    `is_told_after`: the dimension was written down of won deals alone, so their share says nothing of the others.
    """

    dimension: str
    n: int
    won: int
    groups: tuple[Group, ...]
    is_told_after: bool = False


@dataclass(frozen=True)
class Volume:
    """What one month brought: opened, won, lost (by the month of closing) and the won value."""

    month: str
    opened: int
    won: int
    lost: int
    won_value_minor: int


@dataclass(frozen=True)
class StageConformance:
    """How visits of a stage came about: by itself, past a criterion, stated by an import; gone back, repeated."""

    stage: str
    visits: int
    automatic: int
    override: int
    history: int
    back: int
    repeats: int
    skipped: int


@dataclass(frozen=True)
class Conformance:
    """Where the lived process leaves the designed one. `conforming` deals never skipped, went back or overrode."""

    n: int
    conforming: int
    stages: tuple[StageConformance, ...]


@dataclass(frozen=True)
class StageFigures:
    """All that the process map says at one stop. `waiting_late` of the `open` deals are past the expected time."""

    funnel: FunnelStage
    median_working_seconds: float | None
    timed: int
    waiting_late: int


@dataclass(frozen=True)
class MapFigures:
    """The lived process for the map."""

    n: int
    won: int
    lost: int
    open: int
    censored_at: datetime
    stages: tuple[StageFigures, ...]
    moves: tuple[Step, ...]
