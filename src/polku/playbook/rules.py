"""Rights over the playbook: everyone reads it, managers change it."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.playbook.logic.permission import PlaybookPermission as PlaybookPermission

PERMISSIONS: dict[StrEnum, Mapping[Role, Reach]] = {
    PlaybookPermission.SEE: dict.fromkeys(Role, Reach.ALL),
    PlaybookPermission.EDIT: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    PlaybookPermission.SEE: _("See the playbook"),
    PlaybookPermission.EDIT: _("Change the playbook"),
}
