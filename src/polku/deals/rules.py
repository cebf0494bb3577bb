"""Rights over deals."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.deals.logic.permission import DealPermission

__all__ = ["PERMISSIONS", "WORDS", "DealPermission"]


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

WORDS = {
    DealPermission.SEE: _("See deals"),
    DealPermission.CHANGE: _("Change deals"),
    DealPermission.MOVE: _("Move deals"),
    DealPermission.OVERRIDE: _("Pass unmet criteria by"),
    DealPermission.ASSIGN: _("Give deals to others"),
    DealPermission.VOID: _("Move deals to the bin"),
    DealPermission.BULK: _("Change many deals at once"),
    DealPermission.IMPORT: _("Import deals"),
    DealPermission.IMPORT_HISTORY: _("Import the past of deals"),
    DealPermission.DEFINE_FIELDS: _("Define fields of deals"),
}
