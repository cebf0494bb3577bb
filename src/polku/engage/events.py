"""What happens with activities. What was said stands in the row the event points to, never here."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ActivityLogged(Happened):
    """Something was done with the customer, or planned."""

    kind: ClassVar[str] = "engage.activity_logged"
    says: ClassVar[str] = gettext_noop("{actor} logged: {activity_kind}")
    icon: ClassVar[str] = "note"
    activity_id: int
    activity_kind: str
    form: str
    outcome: str
    direction: str
    is_contact: bool
    contact_id: int | None = None
    reaction: str | None = None


@dataclass(frozen=True)
class ActivityChanged(Happened):
    """What had been written down was corrected, or what was planned took place."""

    kind: ClassVar[str] = "engage.activity_changed"
    says: ClassVar[str] = gettext_noop("{actor} corrected an activity: {activity_kind}")
    icon: ClassVar[str] = "edit"
    activity_id: int
    activity_kind: str
    form: str
    outcome: str
    is_contact: bool
    fields: tuple[str, ...]
    contact_id: int | None = None
    reaction: str | None = None


@dataclass(frozen=True)
class ActivityVoided(Happened):
    """What had been written down never was, or was taken back."""

    kind: ClassVar[str] = "engage.activity_voided"
    says: ClassVar[str] = gettext_noop("{actor} took back an activity: {activity_kind}")
    icon: ClassVar[str] = "undo"
    takes_back: ClassVar[str] = ActivityLogged.kind
    activity_id: int
    activity_kind: str


@dataclass(frozen=True)
class TaskDone(Happened):
    """A task was done."""

    kind: ClassVar[str] = "engage.task_done"
    says: ClassVar[str] = gettext_noop("{actor} did a task")
    icon: ClassVar[str] = "check"
    activity_id: int
    activity_kind: str


@dataclass(frozen=True)
class ActivityRestored(Happened):
    """An activity that had been taken back is there again."""

    kind: ClassVar[str] = "engage.activity_restored"
    says: ClassVar[str] = gettext_noop("{actor} brought an activity back: {activity_kind}")
    icon: ClassVar[str] = "redo"
    activity_id: int
    activity_kind: str


@dataclass(frozen=True)
class KindDefined(Happened):
    """The company has a kind of activity of its own, or changed one."""

    kind: ClassVar[str] = "engage.kind_defined"
    says: ClassVar[str] = gettext_noop("{actor} defined a kind of activity: {activity_kind}")
    icon: ClassVar[str] = "gear"
    activity_kind: str
    form: str


@dataclass(frozen=True)
class HourlyCostsSet(Happened):
    """What an hour of some roles costs was said."""

    kind: ClassVar[str] = "engage.hourly_costs_set"
    says: ClassVar[str] = gettext_noop("{actor} set what an hour costs")
    icon: ClassVar[str] = "coins"
    roles: tuple[str, ...]


ON_DEALS = (ActivityLogged, ActivityChanged, ActivityVoided, ActivityRestored, TaskDone)
"""Events that belong to a deal."""
ALL = (*ON_DEALS, KindDefined, HourlyCostsSet)
"""Every event of engaging."""
