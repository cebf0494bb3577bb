"""Rights over qualifying: who works on a deal answers its questions; marketing keeps the forms."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.qualify.logic.permission import QualifyPermission as QualifyPermission

_WORKING = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.SERVICE: Reach.ALL,
    Role.FINANCE: Reach.ALL,
}
_KEEPERS = {Role.MANAGER: Reach.ALL, Role.MARKETING: Reach.ALL}

PERMISSIONS: dict[QualifyPermission, Mapping[Role, Reach]] = {
    QualifyPermission.SEE: _WORKING | {Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    QualifyPermission.ANSWER: _WORKING,
    QualifyPermission.MANAGE_FORMS: _KEEPERS,
    QualifyPermission.SEE_CAPTURES: _KEEPERS,
}

WORDS = {
    QualifyPermission.SEE: _("See answers of buyers"),
    QualifyPermission.ANSWER: _("Write down answers of buyers"),
    QualifyPermission.MANAGE_FORMS: _("Manage lead forms"),
    QualifyPermission.SEE_CAPTURES: _("See what came in by forms"),
}
