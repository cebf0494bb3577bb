"""Rights over the closed cycle: who sees orders sees what is left open of them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.cycle.logic.permission import CyclePermission as CyclePermission

PERMISSIONS: dict[CyclePermission, Mapping[Role, Reach]] = {
    CyclePermission.SEE: {
        Role.MANAGER: Reach.ALL,
        Role.FINANCE: Reach.ALL,
        Role.SERVICE: Reach.ALL,
        Role.WAREHOUSE: Reach.ALL,
        Role.SELLER: Reach.TEAM,
        Role.VIEWER: Reach.ALL,
    },
    CyclePermission.SELL: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL, Role.SELLER: Reach.TEAM},
}

WORDS = {
    CyclePermission.SEE: _("See what is left open of orders"),
    CyclePermission.SELL: _("Sell at the counter"),
}
