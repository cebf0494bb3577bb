"""What happens to saved views."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ViewSaved(Happened):
    """A view was saved, renamed, shared, or made somebody's default."""

    kind: ClassVar[str] = "ui.view_saved"
    says: ClassVar[str] = gettext_noop("{actor} saved a view")
    place: str
    shared: bool


@dataclass(frozen=True)
class ViewDeleted(Happened):
    """A saved view was deleted."""

    kind: ClassVar[str] = "ui.view_deleted"
    says: ClassVar[str] = gettext_noop("{actor} deleted a view")
    place: str
