"""What happens to processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ProcessPublished(Happened):
    """A version came into force. Insight learns of stages and working hours here, without an import.

    `stages` hold key, position, phase, after_win and expected_days; `calendar` holds zone, week and holidays.
    """

    kind: ClassVar[str] = "process.process_published"
    says: ClassVar[str] = gettext_noop("{actor} published version {number} of the process {key}")
    icon: ClassVar[str] = "map"

    process_id: int
    version_id: int
    key: str
    number: int
    stages: Sequence[Mapping[str, Any]]
    calendar: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class VersionAcknowledged(Happened):
    """Somebody whose work a version touches has read what it changes."""

    kind: ClassVar[str] = "process.version_acknowledged"
    says: ClassVar[str] = gettext_noop("{actor} has read version {number} of the process {key}")
    icon: ClassVar[str] = "check"

    process_id: int
    version_id: int
    key: str
    number: int


@dataclass(frozen=True)
class ProcessChosen(Happened):
    """New deals start in another process from now on."""

    kind: ClassVar[str] = "process.process_chosen"
    says: ClassVar[str] = gettext_noop("{actor} made {key} the process of new deals")
    icon: ClassVar[str] = "map"

    process_id: int
    key: str


@dataclass(frozen=True)
class ProcessArchived(Happened):
    """A process takes no new deals any more; those in it go on."""

    kind: ClassVar[str] = "process.process_archived"
    says: ClassVar[str] = gettext_noop("{actor} archived the process {key}")
    icon: ClassVar[str] = "map"

    process_id: int
    key: str


@dataclass(frozen=True)
class ProcessRestored(Happened):
    """An archived process takes new deals again."""

    kind: ClassVar[str] = "process.process_restored"
    says: ClassVar[str] = gettext_noop("{actor} put the process {key} back in use")
    icon: ClassVar[str] = "map"

    process_id: int
    key: str
