"""Rights over the playbook, named here so that tables and rules can both see them."""

from enum import StrEnum


class PlaybookPermission(StrEnum):
    """What may be done with question sets."""

    SEE = "playbook.see"
    EDIT = "playbook.edit"
