"""What happens with indicators, goals and dashboards. Their words stand in their rows, never here."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class IndicatorChanged(Happened):
    """An indicator was defined or changed; `fields` are those that are new."""

    kind: ClassVar[str] = "measures.indicator_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the indicator {indicator}")
    icon: ClassVar[str] = "edit"
    indicator: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class GoalChanged(Happened):
    """A goal was set, changed or withdrawn."""

    kind: ClassVar[str] = "measures.goal_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a goal of {indicator}")
    icon: ClassVar[str] = "flag"
    indicator: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class GoalTurned(Happened):
    """A goal stands otherwise than when last looked at."""

    kind: ClassVar[str] = "measures.goal_turned"
    says: ClassVar[str] = gettext_noop("A goal of {indicator} went from {before} to {state}")
    icon: ClassVar[str] = "flag"
    indicator: str
    before: str
    state: str


@dataclass(frozen=True)
class DashboardChanged(Happened):
    """A dashboard was made, arranged, shared or thrown away; `what` says which."""

    kind: ClassVar[str] = "measures.dashboard_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a dashboard")
    icon: ClassVar[str] = "edit"
    what: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DashboardMailed(Happened):
    """A dashboard went to a person by mail."""

    kind: ClassVar[str] = "measures.dashboard_mailed"
    says: ClassVar[str] = gettext_noop("A dashboard was mailed")
    icon: ClassVar[str] = "mail"
    recipient_id: int


@dataclass(frozen=True)
class StrategyChanged(Happened):
    """The strategy of a segment was written or changed."""

    kind: ClassVar[str] = "measures.strategy_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed a strategy")
    icon: ClassVar[str] = "edit"
    fields: tuple[str, ...]


ALL = (IndicatorChanged, GoalChanged, GoalTurned, DashboardChanged, DashboardMailed, StrategyChanged)
"""Every event of measures."""
