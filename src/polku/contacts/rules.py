"""Rights over customers."""

from enum import StrEnum

from polku.access.logic import Reach, Role


class ContactPermission(StrEnum):
    """What may be done with customers and contacts."""

    SEE = "contacts.see"
    CHANGE = "contacts.change"
    MERGE = "contacts.merge"


_WORKING = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.SERVICE: Reach.ALL,
}

PERMISSIONS = {
    ContactPermission.SEE: _WORKING
    | {Role.FINANCE: Reach.ALL, Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    ContactPermission.CHANGE: _WORKING | {Role.FINANCE: Reach.ALL},
    ContactPermission.MERGE: {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM, Role.MARKETING: Reach.ALL},
}
