"""Rights over activities: who sees a deal sees what was done for it, who works on it writes it down."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.engage.logic.permission import EngagePermission as EngagePermission

_WORKING = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.SERVICE: Reach.ALL,
    Role.FINANCE: Reach.ALL,
}

PERMISSIONS: dict[StrEnum, Mapping[Role, Reach]] = {
    EngagePermission.SEE: _WORKING | {Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    EngagePermission.LOG: _WORKING,
    EngagePermission.DEFINE_KINDS: {Role.MANAGER: Reach.ALL},
    EngagePermission.SEE_COSTS: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
    EngagePermission.SET_COSTS: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
}

WORDS = {
    EngagePermission.SEE: _("See activities"),
    EngagePermission.LOG: _("Log activities"),
    EngagePermission.DEFINE_KINDS: _("Define kinds of activities"),
    EngagePermission.SEE_COSTS: _("See what selling costs"),
    EngagePermission.SET_COSTS: _("Say what an hour costs"),
}
