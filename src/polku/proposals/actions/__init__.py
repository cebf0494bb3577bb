"""Writes of findings and proposals."""

from polku.proposals.actions.deciding import decide_proposal, drop_proposal
from polku.proposals.actions.finding import close_finding, note_finding
from polku.proposals.actions.proposing import start_proposal, write_proposal

__all__ = [
    "close_finding",
    "decide_proposal",
    "drop_proposal",
    "note_finding",
    "start_proposal",
    "write_proposal",
]
