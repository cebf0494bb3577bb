"""Rights over people, teams and the company's settings."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role


class AccessPermission(StrEnum):
    """What may be done with access itself."""

    MANAGE_USERS = "access.manage_users"
    MANAGE_COMPANY = "access.manage_company"
    USE_API = "access.use_api"
    EXPORT = "access.export"


PERMISSIONS: dict[AccessPermission, dict[Role, Reach]] = {
    AccessPermission.MANAGE_USERS: {},
    AccessPermission.MANAGE_COMPANY: {},
    AccessPermission.USE_API: dict.fromkeys(Role, Reach.ALL),
    AccessPermission.EXPORT: {role: Reach.ALL for role in Role if role != Role.VIEWER},
}

WORDS = {
    AccessPermission.MANAGE_USERS: _("Manage users"),
    AccessPermission.MANAGE_COMPANY: _("Manage the company"),
    AccessPermission.USE_API: _("Use the API"),
    AccessPermission.EXPORT: _("Export files"),
}
