"""Rights over advice."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.advice.logic.permission import AdvicePermission as AdvicePermission

PERMISSIONS: dict[AdvicePermission, Mapping[Role, Reach]] = {
    AdvicePermission.SEE: {
        Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM, Role.MARKETING: Reach.ALL, Role.VIEWER: Reach.ALL,
    },
    AdvicePermission.ASK: {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM},
    AdvicePermission.ALLOW_PRESSURE: {Role.MANAGER: Reach.ALL},
}  # fmt: skip

WORDS = {
    AdvicePermission.SEE: _("See what helps"),
    AdvicePermission.ASK: _("Note that the order was asked for"),
    AdvicePermission.ALLOW_PRESSURE: _("Allow techniques that press"),
}
