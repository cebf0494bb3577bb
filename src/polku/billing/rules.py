"""Rights over invoices: finance issues them, sellers see and prepare those of their team."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.billing.logic.permission import BillingPermission as BillingPermission

_HOUSE = {Role.FINANCE: Reach.ALL, Role.MANAGER: Reach.ALL}

PERMISSIONS: dict[BillingPermission, Mapping[Role, Reach]] = {
    BillingPermission.SEE: _HOUSE
    | {
        Role.SELLER: Reach.TEAM,
        Role.SERVICE: Reach.ALL,
        Role.MARKETING: Reach.ALL,
        Role.VIEWER: Reach.ALL,
    },
    BillingPermission.DRAFT: _HOUSE | {Role.SELLER: Reach.TEAM},
    BillingPermission.ISSUE: _HOUSE,
    BillingPermission.CREDIT: _HOUSE,
    BillingPermission.SEND: _HOUSE | {Role.SELLER: Reach.TEAM, Role.SERVICE: Reach.ALL},
    BillingPermission.SET_UP: {Role.FINANCE: Reach.ALL},
    BillingPermission.IMPORT_HISTORY: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    BillingPermission.SEE: _("See invoices"),
    BillingPermission.DRAFT: _("Prepare invoices"),
    BillingPermission.ISSUE: _("Issue invoices"),
    BillingPermission.CREDIT: _("Give credit notes"),
    BillingPermission.SEND: _("Send invoices"),
    BillingPermission.SET_UP: _("Set up invoices: account, address, texts, rounding"),
    BillingPermission.IMPORT_HISTORY: _("Import the past of invoices"),
}
