"""Writes of processes: a draft is saved, a document is published, a process is chosen or archived."""

from polku.process.actions.choice import archive, restore, set_default
from polku.process.actions.drafting import change_draft, discard_draft, save_draft
from polku.process.actions.publication import load_ready, publish_document, publish_draft

__all__ = [
    "archive",
    "change_draft",
    "discard_draft",
    "load_ready",
    "publish_document",
    "publish_draft",
    "restore",
    "save_draft",
    "set_default",
]
