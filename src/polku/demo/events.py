"""What happens to the demo."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class DemoRemoved(Happened):
    """The made-up company's deals and customers went away."""

    kind: ClassVar[str] = "demo.demo_removed"
    says: ClassVar[str] = gettext_noop("{actor} removed the demo data")
    icon: ClassVar[str] = "trash"
