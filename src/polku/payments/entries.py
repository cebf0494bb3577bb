"""What payments show in the interface: their place, acts, the panel of a customer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.billing.registry import invoice_panels, register_standings
from polku.mail.registry import needless, outdated
from polku.office.registry import About, abouts
from polku.orders.registry import order_panels
from polku.payments import booking
from polku.payments.actions.renewing import renew
from polku.payments.models import Item
from polku.payments.needless import needless as too_late
from polku.payments.rules import PaymentPermission
from polku.payments.web import lists, of_invoice, of_records, today
from polku.ui import registry as ui
from polku.ui.registry import (
    PaletteAction,
    PaletteSource,
    Panel,
    Place,
    SettingsPage,
    Stylesheet,
    TodaySource,
)


def register() -> None:
    """Called once, when the apps are loaded."""
    booking.register()
    see, register_ = PaymentPermission.SEE, PaymentPermission.REGISTER
    abouts.register("item", About(Item.objects.all, PaymentPermission.CHASE, _of_item))
    needless.register("item", too_late)
    outdated.register("item", renew)
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
    invoice_panels.register(
        Panel(
            "payments", _("Payments"), "payments/invoice_panel.html", of_invoice.of_invoice, "right", 50, see
        )
    )
    register_standings("payments", of_invoice.standings)
    ui.stylesheets.register(Stylesheet("payments/css/payments.css"))
    ui.palette_actions.register(
        PaletteAction("overdue", _("Overdue"), "payments:overdue", "clock", 75, see),
    )
    ui.palette_sources.register(PaletteSource("payments", of_records.find, 35, see))
    for shelf, name in ((ui.deal_panels, "deal"), (order_panels, "order")):
        shelf.register(
            Panel("payments", _("Payments"), "payments/paid_panel.html", of_records.of(name), "left", 75, see)
        )
    ui.settings_pages.register(
        SettingsPage(
            "payments", _("Payments"), "payments:settings", "coins", 46, PaymentPermission.SET_RULES, _("Selling"),
            _("Small differences, sure matches, plans of reminders"),
        ),
    )  # fmt: skip
    ui.today_sources.register(
        TodaySource("chases", today.chases, 72, PaymentPermission.CHASE, desk="finance"),
        TodaySource("bookings", today.bookings, 73, register_, desk="finance"),
    )


def _of_item(_item_id: int) -> str:
    return reverse("payments:overdue")
