"""What proposals show in the interface: their place, acts of the palette, Today."""

from django.utils.translation import gettext_lazy as _

from polku.proposals.rules import ProposalPermission
from polku.proposals.web import today
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Place, Stylesheet, TodaySource


def register() -> None:
    """Called once, when the apps are loaded."""
    see, note, propose = ProposalPermission.SEE, ProposalPermission.NOTE, ProposalPermission.PROPOSE
    ui.places.register(
        Place("proposals", _("Proposals"), "proposals:proposals", "route", 530, see, letter="x")
    )
    ui.palette_actions.register(
        PaletteAction(
            "new_finding", _("New finding"), "proposals:new_finding", "pin", 530, note, dialog=True
        ),
        PaletteAction("new_proposal", _("New proposal"), "proposals:new", "plus", 531, propose),
        PaletteAction("what_if", _("What if"), "proposals:what_if", "contrast", 532, propose),
        PaletteAction("proposals", _("Proposals"), "proposals:proposals", "route", 533, see),
    )
    ui.stylesheets.register(Stylesheet("proposals/css/proposals.css"))
    ui.today_sources.register(TodaySource("proposals", today.rows, 74, see))
