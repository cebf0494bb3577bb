"""Writes of processes: a draft is worked on, talked over, published, acknowledged; a process is chosen, archived."""

from polku.process.actions.acknowledging import acknowledge
from polku.process.actions.choice import archive, restore, set_default
from polku.process.actions.drafting import change_draft, discard_draft, save_draft, undo_draft
from polku.process.actions.publication import load_ready, publish_document, publish_draft
from polku.process.actions.remarking import answer_remark, remark
from polku.process.actions.seating import set_seats

__all__ = [
    "acknowledge",
    "answer_remark",
    "archive",
    "change_draft",
    "discard_draft",
    "load_ready",
    "publish_document",
    "publish_draft",
    "remark",
    "restore",
    "save_draft",
    "set_default",
    "set_seats",
    "undo_draft",
]
