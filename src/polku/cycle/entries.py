"""What the cycle shows in the interface: its place, a panel of each order, what is to be done next with it."""

from django.utils.translation import gettext_lazy as _

from polku.cycle.rules import CyclePermission
from polku.cycle.web import panels, settling
from polku.insight.rules import InsightPermission
from polku.orders.registry import next_deeds, order_panels
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Panel, Place, Stylesheet


def register() -> None:
    """Called once, when the apps are loaded."""
    see = CyclePermission.SEE
    ui.places.register(
        Place("cycle", _("Left open"), "cycle:cycle", "refresh", 78, permission=see, letter="l")
    )
    order_panels.register(
        Panel("cycle", _("Left open"), "cycle/panel.html", panels.of_order, "right", 5, see)
    )
    next_deeds.register("cycle", settling.next_of)
    ui.stylesheets.register(Stylesheet("cycle/css/cycle.css"))
    ui.palette_actions.register(
        PaletteAction(
            "selling_cost", _("Cost of selling"), "cycle:effort", "insight", 64, InsightPermission.SEE
        )
    )
    sell = CyclePermission.SELL
    ui.palette_actions.register(
        PaletteAction("counter_sale", _("Counter sale"), "cycle:counter", "coins", 54, sell, dialog=True)
    )
