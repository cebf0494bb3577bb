"""Rights over quotes: sellers write and send them, managers and finance approve them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Actor, Reach, Role
from polku.catalogue.rules import sees_costs
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


def sees_worth(actor: Actor) -> bool:
    """Whether this person is told what a concession costs us: who bargains, and who sees costs."""
    return actor.may(QuotePermission.WRITE) or sees_costs(actor)
