"""Rights over the catalogue."""

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor, Reach, Role
from polku.catalogue.logic.permission import CataloguePermission as CataloguePermission

_ALL = Reach.ALL
_OFFICE = {Role.MANAGER: _ALL, Role.FINANCE: _ALL}

PERMISSIONS = {
    CataloguePermission.SEE: dict.fromkeys(Role, _ALL),
    CataloguePermission.COST: _OFFICE,
    CataloguePermission.CHANGE: _OFFICE,
    CataloguePermission.PRICE: _OFFICE | {Role.MARKETING: _ALL},
    CataloguePermission.TAX: {Role.FINANCE: _ALL},
    CataloguePermission.IMPORT: _OFFICE,
}

WORDS = {
    CataloguePermission.SEE: _("See products and prices"),
    CataloguePermission.COST: _("See costs and margins"),
    CataloguePermission.CHANGE: _("Change products"),
    CataloguePermission.PRICE: _("Change prices and promotions"),
    CataloguePermission.TAX: _("Change tax rates"),
    CataloguePermission.IMPORT: _("Import products"),
}


def sees_costs(actor: Actor) -> bool:
    """Whether costs and margins may be shown, sorted by, filtered by and exported to this person."""
    return actor.may(CataloguePermission.COST)
