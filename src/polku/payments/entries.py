"""What payments show in the interface: their place, acts, the panel of a customer."""

from django.utils.translation import gettext_lazy as _

from polku.payments.rules import PaymentPermission
from polku.payments.web import lists
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Panel, Place


def register() -> None:
    """Called once, when the apps are loaded."""
    see, register_ = PaymentPermission.SEE, PaymentPermission.REGISTER
    ui.places.register(
        Place("payments", _("Payments"), "payments:payments", "coins", 74, permission=see, letter="y")
    )
    ui.palette_actions.register(
        PaletteAction(
            "new_payment", _("Register a payment"), "payments:new", "plus", 74, register_, dialog=True
        ),
        PaletteAction("open_invoices", _("Open invoices"), "payments:open", "list", 75, see),
        PaletteAction("bank", _("Bank"), "payments:inbox", "upload", 76, register_),
    )
    panel = Panel("open", _("Open invoices"), "payments/panel.html", lists.of_customer, "left", 55, see)
    ui.customer_panels.register(panel)
