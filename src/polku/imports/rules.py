"""Rights over imports; each kind adds its own right to what it writes."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.imports.logic.rights import ImportPermission as ImportPermission

PERMISSIONS = {
    ImportPermission.IMPORT: {
        Role.MANAGER: Reach.ALL,
        Role.MARKETING: Reach.OWN,
        Role.SELLER: Reach.OWN,
        Role.FINANCE: Reach.OWN,
        Role.SERVICE: Reach.OWN,
    },
}

WORDS = {
    ImportPermission.IMPORT: _("Import files"),
}
