"""Names of the rights over the closed cycle."""

from enum import StrEnum


class CyclePermission(StrEnum):
    """What one may do with what is left open."""

    SEE = "cycle.see"
    SELL = "cycle.sell"
