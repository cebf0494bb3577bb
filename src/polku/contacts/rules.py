"""Rights over customers."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor, Reach, Role
from polku.contacts.logic import ContactPermission

__all__ = ["PERMISSIONS", "WORDS", "ContactPermission"]


_WORKING = {
    Role.MANAGER: Reach.ALL,
    Role.SELLER: Reach.TEAM,
    Role.MARKETING: Reach.ALL,
    Role.SERVICE: Reach.ALL,
}

PERMISSIONS = {
    ContactPermission.SEE: _WORKING
    | {Role.FINANCE: Reach.ALL, Role.WAREHOUSE: Reach.ALL, Role.VIEWER: Reach.ALL},
    ContactPermission.CHANGE: _WORKING | {Role.FINANCE: Reach.ALL},
    ContactPermission.MERGE: {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM, Role.MARKETING: Reach.ALL},
    ContactPermission.EXPORT_KNOWN: {Role.MANAGER: Reach.ALL},
    ContactPermission.ERASE: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    ContactPermission.SEE: _("See customers"),
    ContactPermission.CHANGE: _("Change customers"),
    ContactPermission.MERGE: _("Merge customers"),
    ContactPermission.EXPORT_KNOWN: _("Export what is known of a person"),
    ContactPermission.ERASE: _("Erase what is known of a person"),
}


def sees(actor: Actor, *, owner_id: int | None, team_id: int) -> bool:
    """Whether a customer of this owner and team is among those `visible_to` would give.

    For reads that start at a key (a mail address, a name): with the team in the same statement and no statistics
    SQLite walks the whole team instead, 1.6 s for one address among two million.
    """
    scope = actor.scope(ContactPermission.SEE)
    if scope.reach == Reach.TEAM:
        return team_id in scope.team_ids
    return scope.reach == Reach.ALL or (scope.reach == Reach.OWN and owner_id == scope.user_id)
