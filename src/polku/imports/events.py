"""What happens with imports."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ImportFinished(Happened):
    """A file was imported to its end."""

    kind: ClassVar[str] = "imports.import_finished"
    says: ClassVar[str] = gettext_noop(
        "{actor} imported {rows} rows: {created} new, {updated} changed, {failed} failed"
    )
    icon: ClassVar[str] = "upload"
    what: str
    rows: int
    created: int
    updated: int
    failed: int


@dataclass(frozen=True)
class ImportUndone(Happened):
    """All that an import did was taken back."""

    kind: ClassVar[str] = "imports.import_undone"
    says: ClassVar[str] = gettext_noop("{actor} took an import of {rows} rows back")
    icon: ClassVar[str] = "undo"
    what: str
    rows: int


ALL = (ImportFinished, ImportUndone)
