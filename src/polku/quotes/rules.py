"""Rights over quotes: sellers write and send them, managers and finance approve them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.quotes.logic.permission import QuotePermission as QuotePermission

_SELLING = {Role.MANAGER: Reach.ALL, Role.SELLER: Reach.TEAM}

PERMISSIONS: dict[QuotePermission, Mapping[Role, Reach]] = {
    QuotePermission.SEE: _SELLING
    | {Role.FINANCE: Reach.ALL, Role.SERVICE: Reach.ALL, Role.VIEWER: Reach.ALL},
    QuotePermission.WRITE: _SELLING,
    QuotePermission.SEND: _SELLING,
    QuotePermission.APPROVE: {Role.MANAGER: Reach.ALL, Role.FINANCE: Reach.ALL},
    QuotePermission.SET_LIMITS: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    QuotePermission.SEE: _("See quotes"),
    QuotePermission.WRITE: _("Write quotes"),
    QuotePermission.SEND: _("Send quotes"),
    QuotePermission.APPROVE: _("Approve quotes below the margin"),
    QuotePermission.SET_LIMITS: _("Set the margin below which quotes need approval"),
}
