"""Names of the rights over findings and proposals."""

from enum import StrEnum


class ProposalPermission(StrEnum):
    """What one may do with findings and proposals."""

    SEE = "proposals.see"
    NOTE = "proposals.note"
    PROPOSE = "proposals.propose"
