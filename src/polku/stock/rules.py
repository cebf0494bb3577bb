"""Rights over stock: the warehouse moves goods, sellers see what is there."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.stock.logic.permission import StockPermission as StockPermission

_HOUSE = {Role.WAREHOUSE: Reach.ALL, Role.MANAGER: Reach.ALL}

PERMISSIONS: dict[StockPermission, Mapping[Role, Reach]] = {
    StockPermission.SEE: _HOUSE
    | {
        Role.SELLER: Reach.TEAM,
        Role.FINANCE: Reach.ALL,
        Role.SERVICE: Reach.ALL,
        Role.VIEWER: Reach.ALL,
    },
    StockPermission.RECEIVE: _HOUSE,
    StockPermission.COUNT: _HOUSE,
    StockPermission.SHIP: _HOUSE,
    StockPermission.DELIVER: _HOUSE | {Role.SERVICE: Reach.ALL, Role.SELLER: Reach.TEAM},
    StockPermission.COST: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
}

WORDS = {
    StockPermission.SEE: _("See stock and deliveries"),
    StockPermission.RECEIVE: _("Receive goods"),
    StockPermission.COUNT: _("Count and move stock"),
    StockPermission.SHIP: _("Pick, pack and ship"),
    StockPermission.DELIVER: _("Say that something arrived or was done"),
    StockPermission.COST: _("See what stock is worth"),
}
