"""Rights over the buyer's side: who works on a deal records it, who keeps the process keeps the journey."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.journey.logic.permission import JourneyPermission as JourneyPermission

_WORKING = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.SERVICE: Reach.ALL,
    Role.FINANCE: Reach.ALL,
}

PERMISSIONS: dict[StrEnum, Mapping[Role, Reach]] = {
    JourneyPermission.SEE: _WORKING | {Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    JourneyPermission.EDIT: {Role.MANAGER: Reach.ALL, Role.MARKETING: Reach.ALL},
    JourneyPermission.RECORD: _WORKING,
    JourneyPermission.ASK: _WORKING,
    JourneyPermission.WATCH: {Role.MANAGER: Reach.ALL, Role.MARKETING: Reach.ALL},
}

WORDS = {
    JourneyPermission.SEE: _("See the buyer’s journey, obstacles and feedback"),
    JourneyPermission.EDIT: _("Edit the buyer’s journey"),
    JourneyPermission.RECORD: _("Note obstacles and feedback"),
    JourneyPermission.ASK: _("Ask buyers how the selling went"),
    JourneyPermission.WATCH: _("Be told of rising obstacles"),
}
