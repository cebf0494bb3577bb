"""Names of the rights over the buyer's side, here so that tables and rules can both see them."""

from enum import StrEnum


class JourneyPermission(StrEnum):
    """What one may do on the buyer's side."""

    SEE = "journey.see"
    EDIT = "journey.edit"
    RECORD = "journey.record"
    ASK = "journey.ask"
    WATCH = "journey.watch"
