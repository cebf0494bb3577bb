"""Names of the rights over deals; who has them stands in `rules`."""

from enum import StrEnum


class DealPermission(StrEnum):
    """What may be done with deals."""

    SEE = "deals.see"
    CHANGE = "deals.change"
    MOVE = "deals.move"
    OVERRIDE = "deals.override"
    ASSIGN = "deals.assign"
    VOID = "deals.void"
    BULK = "deals.bulk"
    IMPORT = "deals.import"
    IMPORT_HISTORY = "deals.import_history"
    DEFINE_FIELDS = "deals.define_fields"
