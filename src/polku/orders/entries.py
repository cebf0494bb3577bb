"""What orders show in the interface: their place, acts, search, panels of a deal and of a customer."""

from django.utils.translation import gettext_lazy as _

from polku.office.registry import About, abouts
from polku.orders.addresses import order_url
from polku.orders.models import Order
from polku.orders.queries.documents import ORDER, order_documents
from polku.orders.rules import OrderPermission
from polku.orders.web import panels
from polku.search import registry as search
from polku.search.registry import Kind
from polku.ui import registry as ui
from polku.ui.registry import Behaviour, PaletteAction, Panel, Place, SettingsPage, Stylesheet


def register() -> None:
    """Called once, when the apps are loaded."""
    see, place = OrderPermission.SEE, OrderPermission.PLACE
    search.register(Kind(ORDER, _("Orders"), order_url, order_documents, see, "orders", 30))
    abouts.register(ORDER, About(Order.objects.all, OrderPermission.CONFIRM, order_url))
    ui.places.register(
        Place("orders", _("Orders"), "orders:orders", "orders", 55, permission=see, letter="d")
    )
    ui.palette_actions.register(
        PaletteAction("new_order", _("New order"), "orders:new", "plus", 55, place, dialog=True),
        PaletteAction("phone_order", _("Phone order"), "orders:phone", "phone", 55, place, dialog=True),
    )
    panel = "orders/panel.html"
    ui.deal_panels.register(Panel("orders", _("Orders"), panel, panels.of_deal, "left", 40, see))
    ui.customer_panels.register(Panel("orders", _("Orders"), panel, panels.of_customer, "left", 50, see))
    ui.stylesheets.register(Stylesheet("orders/css/orders.css"))
    ui.behaviours.register(Behaviour("orders/js/lines.js"))
    ui.settings_pages.register(
        SettingsPage(
            "orders", _("Orders"), "orders:settings", "orders", 42, OrderPermission.SET_UP, _("Selling"),
            _("Confirmations in writing, public order forms"),
        )
    )  # fmt: skip
