"""What stock tells the books: what its entries are called, where they lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polku.books import registry
from polku.books.registry import Source
from polku.stock.addresses import shipment_url


def register() -> None:
    """Called once, when the apps are loaded."""
    registry.sources.register("shipment", Source(_("Delivery"), shipment_url))
    registry.sources.register("stock_move", Source(_("Stock"), lambda _id: reverse("stock:levels")))
    registry.texts.register("stock.shipment_shipped", _("Cost of goods sold"))
    for key in ("stock.goods_received", "goods_received"):
        registry.texts.register(key, _("Goods received"))
    for key in ("stock.stock_counted", "count"):
        registry.texts.register(key, _("Stock counted"))
