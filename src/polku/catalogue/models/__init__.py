"""Tables of the catalogue."""

from polku.catalogue.models.group import CustomerGroup, GroupMember
from polku.catalogue.models.price import Price, PriceList
from polku.catalogue.models.product import Product
from polku.catalogue.models.promotion import Promotion, PromotionUse
from polku.catalogue.models.tax import TaxClass, TaxRate, TaxSettings

__all__ = [
    "CustomerGroup",
    "GroupMember",
    "Price",
    "PriceList",
    "Product",
    "Promotion",
    "PromotionUse",
    "TaxClass",
    "TaxRate",
    "TaxSettings",
]
