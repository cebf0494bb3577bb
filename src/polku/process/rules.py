"""Rights over processes: everyone reads them, managers change them."""

from polku.access.logic import Reach, Role
from polku.process.logic.permission import ProcessPermission as ProcessPermission

PERMISSIONS = {
    ProcessPermission.SEE: dict.fromkeys(Role, Reach.ALL),
    ProcessPermission.EDIT: {Role.MANAGER: Reach.ALL},
}
