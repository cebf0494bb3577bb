"""What happens to number series."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class SeriesChanged(Happened):
    """A series numbers its documents differently from now on, or goes on at a later number."""

    kind: ClassVar[str] = "documents.series_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the number series “{series}”")
    icon: ClassVar[str] = "list"
    series: str
    next_value: int
