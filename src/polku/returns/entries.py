"""What returns show in the interface: their place, acts, search, panels, Today, the texts of their entries."""

from django.utils.translation import gettext_lazy as _

from polku.books import registry as books
from polku.office.registry import About, abouts
from polku.orders.registry import order_panels
from polku.returns.addresses import return_url
from polku.returns.models import Return
from polku.returns.queries.documents import RETURN, return_documents
from polku.returns.rules import ReturnPermission
from polku.returns.web import panels
from polku.search import registry as search
from polku.search.registry import Kind
from polku.stock.registry import shipment_panels
from polku.ui import registry as ui
from polku.ui.registry import PaletteAction, Panel, Place, Stylesheet, TodaySource

PANEL = "returns/panel.html"


def register() -> None:
    """Called once, when the apps are loaded."""
    see, ask = ReturnPermission.SEE, ReturnPermission.REQUEST
    search.register(Kind(RETURN, _("Returns"), return_url, return_documents, see, "undo", 34))
    abouts.register(RETURN, About(Return.objects.all, ReturnPermission.DECIDE, return_url))
    ui.places.register(
        Place("returns", _("Returns"), "returns:returns", "undo", 64, permission=see, letter="w")
    )
    ui.palette_actions.register(
        PaletteAction("new_return", _("New return"), "returns:find", "plus", 66, ask, dialog=True),
        PaletteAction("returns", _("Returns"), "returns:returns", "undo", 67, see),
    )
    title = _("Returns")
    order_panels.register(Panel("returns", title, PANEL, panels.of_order, "right", 20, see))
    shipment_panels.register(Panel("returns", title, PANEL, panels.of_shipment, "right", 20, see))
    ui.deal_panels.register(Panel("returns", title, PANEL, panels.of("deal"), "left", 75, see))
    ui.customer_panels.register(Panel("returns", title, PANEL, panels.of("customer"), "left", 75, see))
    ui.stylesheets.register(Stylesheet("returns/css/returns.css"))
    ui.today_sources.register(TodaySource("returns", panels.today, 72, see))
    books.sources.register("return", books.Source(_("Return"), return_url))
    books.texts.register("returns.return_received", _("Returned goods"))
