"""Rights over customers."""

from polku.access.logic import Reach, Role
from polku.contacts.logic import ContactPermission

__all__ = ["PERMISSIONS", "ContactPermission"]


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
