"""What happens in the guided start."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class StepMarked(Happened):
    """A step of the guided start was done or passed over."""

    kind: ClassVar[str] = "start.step_marked"
    says: ClassVar[str] = gettext_noop("{actor} went a step on in the guided start")
    icon: ClassVar[str] = "flag"
    step: str
    state: str


@dataclass(frozen=True)
class AimSet(Happened):
    """The company said what it is after."""

    kind: ClassVar[str] = "start.aim_set"
    says: ClassVar[str] = gettext_noop("{actor} said what the company is after")
    icon: ClassVar[str] = "flag"
    indicator: str
    target: int
    until: str


@dataclass(frozen=True)
class GuideClosed(Happened):
    """The guided start was finished, or put away."""

    kind: ClassVar[str] = "start.guide_closed"
    says: ClassVar[str] = gettext_noop("{actor} ended the guided start")
    icon: ClassVar[str] = "check"
    finished: bool


ALL = (StepMarked, AimSet, GuideClosed)
"""Every event of the guided start."""
