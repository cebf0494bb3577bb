"""Rights over the catalogue, named here so that tables and rules can both see them."""

from enum import StrEnum


class CataloguePermission(StrEnum):
    """What may be done with products and prices."""

    SEE = "catalogue.see"
    COST = "catalogue.cost"
    CHANGE = "catalogue.change"
    PRICE = "catalogue.price"
    TAX = "catalogue.tax"
    IMPORT = "catalogue.import"
