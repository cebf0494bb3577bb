"""What is decided about figures."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class DeviationAllowed(Happened):
    """A way to leave the line counts against no deal from now on."""

    kind: ClassVar[str] = "insight.deviation_allowed"
    says: ClassVar[str] = gettext_noop("{actor} allowed a deviation in {process}")
    icon: ClassVar[str] = "check"
    allowed_id: int
    process: str
    deviation: str


@dataclass(frozen=True)
class DeviationForbidden(Happened):
    """It counts again."""

    kind: ClassVar[str] = "insight.deviation_forbidden"
    says: ClassVar[str] = gettext_noop("{actor} took back an allowed deviation in {process}")
    icon: ClassVar[str] = "x"
    allowed_id: int
    process: str
    deviation: str


ALL = (DeviationAllowed, DeviationForbidden)
"""Every event of insight."""
