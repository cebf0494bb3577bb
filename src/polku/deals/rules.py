"""Rights over deals."""

from polku.access.logic import Reach, Role
from polku.deals.logic.permission import DealPermission

__all__ = ["PERMISSIONS", "DealPermission"]


_SELLING = {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM}
_WORKING = _SELLING | {Role.MARKETING: Reach.ALL, Role.SERVICE: Reach.ALL, Role.FINANCE: Reach.ALL}

PERMISSIONS = {
    DealPermission.SEE: _WORKING | {Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    DealPermission.CHANGE: _WORKING,
    DealPermission.MOVE: _WORKING,
    DealPermission.OVERRIDE: {Role.MANAGER: Reach.ALL},
    DealPermission.ASSIGN: _SELLING | {Role.MARKETING: Reach.ALL},
    DealPermission.VOID: _SELLING,
    DealPermission.BULK: _SELLING | {Role.MARKETING: Reach.ALL},
    DealPermission.IMPORT: {Role.MANAGER: Reach.ALL, Role.MARKETING: Reach.ALL, Role.SELLER: Reach.TEAM},
    DealPermission.IMPORT_HISTORY: {Role.MANAGER: Reach.ALL},
    DealPermission.DEFINE_FIELDS: {Role.MANAGER: Reach.ALL},
}
