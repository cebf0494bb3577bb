"""What happens to findings and proposals."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class FindingNoted(Happened):
    """Somebody wrote down what a figure shows."""

    kind: ClassVar[str] = "proposals.finding_noted"
    says: ClassVar[str] = gettext_noop("{actor} noted a finding")
    icon: ClassVar[str] = "info"
    finding_id: int
    process_id: int
    stage: str


@dataclass(frozen=True)
class FindingClosed(Happened):
    """Nothing more is to be done about a finding."""

    kind: ClassVar[str] = "proposals.finding_closed"
    says: ClassVar[str] = gettext_noop("{actor} closed a finding")
    icon: ClassVar[str] = "check"
    finding_id: int
    process_id: int
    stage: str


@dataclass(frozen=True)
class ProposalWritten(Happened):
    """A change was proposed, or its proposal rewritten before the start."""

    kind: ClassVar[str] = "proposals.proposal_written"
    says: ClassVar[str] = gettext_noop("{actor} wrote the proposal")
    icon: ClassVar[str] = "edit"
    proposal_id: int
    process_id: int
    indicator: str
    effect: int
    finding_id: int | None = None


@dataclass(frozen=True)
class ProposalStarted(Happened):
    """The sample was stated; deals of the new version count from a moment on."""

    kind: ClassVar[str] = "proposals.proposal_started"
    says: ClassVar[str] = gettext_noop("{actor} started the proposal: {new_n} deals are to be followed")
    icon: ClassVar[str] = "arrow"
    proposal_id: int
    process_id: int
    old_version_id: int
    new_version_id: int
    old_n: int
    new_n: int
    counts_from: str


@dataclass(frozen=True)
class ProposalDecided(Happened):
    """The verdict fell."""

    kind: ClassVar[str] = "proposals.proposal_decided"
    says: ClassVar[str] = gettext_noop("The proposal is decided: {verdict}")
    icon: ClassVar[str] = "check"
    proposal_id: int
    process_id: int
    verdict: str
    why: str
    old_n: int
    new_n: int
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ProposalDropped(Happened):
    """It was given up without a verdict."""

    kind: ClassVar[str] = "proposals.proposal_dropped"
    says: ClassVar[str] = gettext_noop("{actor} gave the proposal up")
    icon: ClassVar[str] = "x"
    proposal_id: int
    process_id: int


ALL = (FindingNoted, FindingClosed, ProposalWritten, ProposalStarted, ProposalDecided, ProposalDropped)
"""Every event of proposals."""
