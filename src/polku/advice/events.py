"""What happens when the order is asked for."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class OrderAskedFor(Happened):
    """The buyer was asked for the order."""

    kind: ClassVar[str] = "advice.order_asked_for"
    says: ClassVar[str] = gettext_noop("{actor} asked for the order ({technique}): {answer}")
    icon: ClassVar[str] = "flag"
    asking_id: int
    technique: str
    answer: str


@dataclass(frozen=True)
class SignalSeen(Happened):
    """The buyer showed that a purchase is near."""

    kind: ClassVar[str] = "advice.signal_seen"
    says: ClassVar[str] = gettext_noop("{actor} noted a buying signal: {signal}")
    icon: ClassVar[str] = "flag"
    signal_id: int
    signal: str


@dataclass(frozen=True)
class AskingTakenBack(Happened):
    """What was noted of asking or of a signal never was."""

    kind: ClassVar[str] = "advice.taken_back"
    says: ClassVar[str] = gettext_noop("{actor} took back a note about asking for the order")
    icon: ClassVar[str] = "undo"
    row_id: int


@dataclass(frozen=True)
class PressureAllowed(Happened):
    """Techniques that press were allowed, or forbidden again."""

    kind: ClassVar[str] = "advice.pressure_allowed"
    says: ClassVar[str] = gettext_noop("{actor} changed whether techniques that press may be used")
    icon: ClassVar[str] = "gear"
    allowed: bool


ALL = (OrderAskedFor, SignalSeen, AskingTakenBack, PressureAllowed)
"""Every event of advice."""
