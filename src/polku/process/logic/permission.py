"""Rights over processes, named here so that tables and rules can both see them."""

from enum import StrEnum


class ProcessPermission(StrEnum):
    """What may be done with processes."""

    SEE = "process.see"
    COMMENT = "process.comment"
    EDIT = "process.edit"
