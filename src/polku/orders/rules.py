"""Rights over orders: sellers take them, finance holds them, the warehouse sees them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.orders.logic.permission import OrderPermission as OrderPermission

_ALL = {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL, Role.SERVICE: Reach.ALL}
_SELLING = _ALL | {Role.SELLER: Reach.TEAM}

PERMISSIONS: dict[OrderPermission, Mapping[Role, Reach]] = {
    OrderPermission.SEE: _SELLING
    | {Role.WAREHOUSE: Reach.ALL, Role.MARKETING: Reach.ALL, Role.VIEWER: Reach.ALL},
    OrderPermission.PLACE: _SELLING,
    OrderPermission.CONFIRM: _SELLING,
    OrderPermission.CHANGE: _SELLING,
    OrderPermission.HOLD: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
    OrderPermission.CANCEL: _SELLING,
    OrderPermission.SETTLE: _ALL | {Role.SELLER: Reach.TEAM, Role.WAREHOUSE: Reach.ALL},
    OrderPermission.IMPORT_HISTORY: {Role.MANAGER: Reach.ALL},
    OrderPermission.SET_UP: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    OrderPermission.SEE: _("See orders"),
    OrderPermission.PLACE: _("Take orders"),
    OrderPermission.CONFIRM: _("Confirm orders"),
    OrderPermission.CHANGE: _("Change orders"),
    OrderPermission.HOLD: _("Hold and release orders"),
    OrderPermission.CANCEL: _("Cancel orders"),
    OrderPermission.SETTLE: _("Note and settle what went wrong with orders"),
    OrderPermission.IMPORT_HISTORY: _("Import the past of orders"),
    OrderPermission.SET_UP: _("Set up orders: confirmations, order forms"),
}
