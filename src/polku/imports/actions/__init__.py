"""Writes of imports: take a file in, say how it is read, try it, run it, take it back."""

from polku.imports.actions.preparing import configure_import, discard_import, start_import, start_mended
from polku.imports.actions.running import run_import
from polku.imports.actions.trying import Report, dry_run
from polku.imports.actions.undoing import stop_for_undo, undo_import

__all__ = [
    "Report",
    "configure_import",
    "discard_import",
    "dry_run",
    "run_import",
    "start_import",
    "start_mended",
    "stop_for_undo",
    "undo_import",
]
