"""What the catalogue shows in the interface: its place, acts, settings, search, the panel of a customer."""

from django.utils.translation import gettext_lazy as _

from polku.catalogue import addresses, words
from polku.catalogue.queries import documents
from polku.catalogue.rules import CataloguePermission
from polku.catalogue.web import panels
from polku.search import registry as search
from polku.search.registry import Kind
from polku.ui import registry as ui
from polku.ui import timeline
from polku.ui.registry import Behaviour, Keys, PaletteAction, Panel, Place, SettingsPage, Stylesheet

SELLING = _("Selling")


def register() -> None:
    """Called once, when the apps are loaded."""
    see, change, price = CataloguePermission.SEE, CataloguePermission.CHANGE, CataloguePermission.PRICE
    search.register(
        Kind(
            documents.PRODUCT,
            _("Products"),
            addresses.product_url,
            documents.product_documents,
            see,
            "box",
            40,
        )
    )
    ui.places.register(
        Place(
            "products",
            _("Products"),
            "catalogue:products",
            "box",
            60,
            permission=see,
            letter="a",
            holds=("catalogue:price_lists", "catalogue:promotions"),
        )
    )
    ui.palette_actions.register(
        PaletteAction(
            "new_product", _("New product"), "catalogue:new_product", "plus", 60, change, dialog=True
        ),
        PaletteAction("price_lists", _("Price lists"), "catalogue:price_lists", "list", 61, see),
        PaletteAction("promotions", _("Promotions"), "catalogue:promotions", "star", 62, see),
        PaletteAction(
            "new_promotion", _("New promotion"), "catalogue:new_promotion", "plus", 63, price, dialog=True
        ),
    )
    ui.settings_pages.register(
        SettingsPage(
            "taxes", _("Tax rates"), "catalogue:taxes", "coins", 40, CataloguePermission.TAX, SELLING,
            _("What each class of products is taxed with, from which day"),
        ),
        SettingsPage(
            "customer_groups", _("Price groups"), "catalogue:customer_groups", "people", 41, price, SELLING,
            _("Customers who have prices of their own"),
        ),
    )  # fmt: skip
    ui.customer_panels.register(
        Panel("price_groups", _("Prices"), "catalogue/panel.html", panels.of_customer, "left", 60, see)
    )
    ui.stylesheets.register(Stylesheet("catalogue/css/catalogue.css"))
    ui.behaviours.register(Behaviour("catalogue/js/grid.js"), Behaviour("catalogue/js/counted.js"))
    ui.key_lists.register(
        Keys(
            "price_list",
            _("A price list"),
            [
                ("Enter ↓ ↑", _("next price, the one above")),
                ("Esc", _("as it was")),
                ("Ctrl Enter", _("Save")),
            ],
        )
    )
    timeline.fields.register("product", words.changed_fields)
