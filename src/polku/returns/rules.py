"""Rights over returns: service decides, the warehouse receives, finance gives the money back."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.returns.logic.permission import ReturnPermission as ReturnPermission

_CARE = {Role.MANAGER: Reach.ALL, Role.SERVICE: Reach.ALL}
_HOUSE = _CARE | {Role.WAREHOUSE: Reach.ALL}

PERMISSIONS: dict[ReturnPermission, Mapping[Role, Reach]] = {
    ReturnPermission.SEE: _HOUSE | {Role.SELLER: Reach.TEAM, Role.FINANCE: Reach.ALL, Role.VIEWER: Reach.ALL},
    ReturnPermission.REQUEST: _HOUSE | {Role.SELLER: Reach.TEAM},
    ReturnPermission.DECIDE: _CARE,
    ReturnPermission.RECEIVE: _HOUSE,
    ReturnPermission.SETTLE: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
}

WORDS = {
    ReturnPermission.SEE: _("See returns"),
    ReturnPermission.REQUEST: _("Take returns up"),
    ReturnPermission.DECIDE: _("Approve and refuse returns"),
    ReturnPermission.RECEIVE: _("Receive returned goods and send goods again"),
    ReturnPermission.SETTLE: _("Give money back for returns"),
}
