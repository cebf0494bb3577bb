"""Rights over findings and proposals: managers propose; who sells notes what was found and sees to their own."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from polku.access.logic import Reach, Role
from polku.proposals.logic.permission import ProposalPermission as ProposalPermission

PERMISSIONS: dict[ProposalPermission, Mapping[Role, Reach]] = {
    ProposalPermission.SEE: {
        Role.MANAGER: Reach.ALL,
        Role.MARKETING: Reach.ALL,
        Role.FINANCE: Reach.ALL,
        Role.SERVICE: Reach.ALL,
        Role.VIEWER: Reach.ALL,
        Role.SELLER: Reach.OWN,
    },
    ProposalPermission.NOTE: {
        Role.MANAGER: Reach.ALL,
        Role.MARKETING: Reach.ALL,
        Role.SERVICE: Reach.ALL,
        Role.SELLER: Reach.OWN,
    },
    ProposalPermission.PROPOSE: {Role.MANAGER: Reach.ALL},
}

WORDS = {
    ProposalPermission.SEE: _("See proposals"),
    ProposalPermission.NOTE: _("Note findings"),
    ProposalPermission.PROPOSE: _("Propose changes of the process"),
}
