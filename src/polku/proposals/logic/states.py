"""Where a proposal stands."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Draft, running, decided by its verdict, or given up."""

    DRAFT = "draft"
    RUNNING = "running"
    DECIDED = "decided"
    DROPPED = "dropped"
