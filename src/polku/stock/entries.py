"""What stock shows in the interface: its places, acts, search, the panel of an order."""

from django.utils.translation import gettext_lazy as _

from polku.orders.registry import Filter, order_panels, register_filter
from polku.search import registry as search
from polku.search.registry import Kind
from polku.stock import booking
from polku.stock.addresses import shipment_url
from polku.stock.queries.documents import SHIPMENT, shipment_documents
from polku.stock.queries.listing import to_ship
from polku.stock.rules import StockPermission
from polku.stock.web import arrivals, panels, today, waiting
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Panel, Place, SettingsPage, TodaySource


def register() -> None:
    """Called once, when the apps are loaded."""
    booking.register()
    see, come, count = StockPermission.SEE, StockPermission.RECEIVE, StockPermission.COUNT
    search.register(Kind(SHIPMENT, _("Deliveries"), shipment_url, shipment_documents, see, "send", 32))
    ui.places.register(
        Place(
            "stock",
            _("Stock"),
            "stock:levels",
            "database",
            62,
            permission=see,
            letter="k",
            holds=("stock:shipments",),
        )
    )
    ui.palette_actions.register(
        PaletteAction("shipments", _("Deliveries"), "stock:shipments", "send", 62, see),
        PaletteAction("receive_goods", _("Receive goods"), "stock:receipt", "plus", 63, come, dialog=True),
        PaletteAction("expected_goods", _("Expected goods"), "stock:expected", "clock", 63, see),
        PaletteAction(
            "note_arrival", _("Note expected goods"), "stock:new_expected", "plus", 63, come, dialog=True
        ),
        PaletteAction("count_stock", _("Count stock"), "stock:count", "list", 64, count, dialog=True),
        PaletteAction("move_stock", _("Move stock"), "stock:transfer", "move", 65, count, dialog=True),
    )
    order_panels.register(
        Panel("deliveries", _("Deliveries"), "stock/panel.html", panels.of_order, "right", 10, see)
    )
    ui.settings_pages.register(
        SettingsPage(
            "stock",
            _("Stock"),
            "stock:places",
            "database",
            44,
            count,
            _("Selling"),
            _("Places where goods lie"),
        )
    )
    ui.today_sources.register(TodaySource("to_ship", today.rows, 68, StockPermission.SHIP, desk="warehouse"))
    ui.today_sources.register(
        TodaySource("goods_in", waiting.rows, 67, StockPermission.SHIP, desk="warehouse")
    )
    ui.today_sources.register(TodaySource("overdue_goods", arrivals.rows, 66, come, desk="warehouse"))
    register_filter("to_ship", Filter(_("To be shipped"), to_ship))
