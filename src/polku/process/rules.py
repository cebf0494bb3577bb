"""Rights over processes: everyone reads them and comments on drafts, managers change them."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.process.logic.permission import ProcessPermission as ProcessPermission

PERMISSIONS: dict[StrEnum, Mapping[Role, Reach]] = {
    ProcessPermission.SEE: dict.fromkeys(Role, Reach.ALL),
    ProcessPermission.COMMENT: {role: Reach.ALL for role in Role if role != Role.VIEWER},
    ProcessPermission.EDIT: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    ProcessPermission.SEE: _("See processes"),
    ProcessPermission.COMMENT: _("Comment on drafts of processes"),
    ProcessPermission.EDIT: _("Change processes"),
}
