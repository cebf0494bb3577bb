"""Rights over payments: finance registers and matches, sellers see what their customers owe."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.payments.logic.permission import PaymentPermission as PaymentPermission

_MONEY = {Role.FINANCE: Reach.ALL, Role.MANAGER: Reach.ALL}

PERMISSIONS: dict[PaymentPermission, Mapping[Role, Reach]] = {
    PaymentPermission.SEE: _MONEY
    | {Role.SELLER: Reach.TEAM, Role.SERVICE: Reach.ALL, Role.VIEWER: Reach.ALL},
    PaymentPermission.REGISTER: _MONEY,
    PaymentPermission.MATCH: _MONEY,
    PaymentPermission.REFUND: {Role.FINANCE: Reach.ALL},
    PaymentPermission.CHASE: _MONEY,
    PaymentPermission.SET_RULES: {Role.FINANCE: Reach.ALL},
    PaymentPermission.IMPORT_HISTORY: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    PaymentPermission.SEE: _("See payments and what is open"),
    PaymentPermission.REGISTER: _("Register payments"),
    PaymentPermission.MATCH: _("Match payments with invoices"),
    PaymentPermission.REFUND: _("Pay money back"),
    PaymentPermission.CHASE: _("Remind of late invoices"),
    PaymentPermission.SET_RULES: _("Set the rules of payments"),
    PaymentPermission.IMPORT_HISTORY: _("Import the past of payments"),
}
