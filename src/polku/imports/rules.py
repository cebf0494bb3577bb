"""Rights over imports; each kind adds its own right to what it writes."""

from enum import StrEnum

from polku.access.logic import Reach, Role


class ImportPermission(StrEnum):
    """What may be done with imports."""

    IMPORT = "imports.import"


PERMISSIONS = {
    ImportPermission.IMPORT: {
        Role.MANAGER: Reach.ALL,
        Role.MARKETING: Reach.OWN,
        Role.SELLER: Reach.OWN,
        Role.FINANCE: Reach.OWN,
        Role.SERVICE: Reach.OWN,
    },
}
