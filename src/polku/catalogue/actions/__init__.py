"""Writes of the catalogue. Every door calls these: web, API, command line, import."""

from polku.catalogue.actions.groups import define_customer_group, put_in_group, take_from_group
from polku.catalogue.actions.lists import change_price_list, make_price_list
from polku.catalogue.actions.prices import PriceRow, PriceWritten, set_prices
from polku.catalogue.actions.products import (
    Answer,
    ProductChange,
    add_product,
    add_products,
    change_product,
    change_products,
    restore_products,
    retire_products,
)
from polku.catalogue.actions.promotions import change_promotion, make_promotion, stop_promotion
from polku.catalogue.actions.taxes import define_tax_class, load_ready_taxes, state_tax_rate
from polku.catalogue.actions.using import Use, Used, give_back_promotions, use_promotions

__all__ = [
    "Answer",
    "PriceRow",
    "PriceWritten",
    "ProductChange",
    "Use",
    "Used",
    "add_product",
    "add_products",
    "change_price_list",
    "change_product",
    "change_products",
    "change_promotion",
    "define_customer_group",
    "define_tax_class",
    "give_back_promotions",
    "load_ready_taxes",
    "make_price_list",
    "make_promotion",
    "put_in_group",
    "restore_products",
    "retire_products",
    "set_prices",
    "state_tax_rate",
    "stop_promotion",
    "take_from_group",
    "use_promotions",
]
