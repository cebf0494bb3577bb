"""Where the addresses of the catalogue stand in the matrix of addresses and roles, and the things they are tried on."""

from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.catalogue.actions import (
    add_product,
    define_customer_group,
    load_ready_taxes,
    make_price_list,
    make_promotion,
)
from polku.catalogue.logic.products import NewProduct
from tests.conftest import NOW

PAGES = {
    "catalogue:products": "signed -",
    "catalogue:new_product": "catalogue.change catalogue.change",
    "catalogue:export": "access.export -",
    "catalogue:product": "signed -",
    "catalogue:facts": "catalogue.change catalogue.change",
    "catalogue:price": "signed -",
    "catalogue:timeline": "signed -",
    "catalogue:retirement": "- catalogue.change",
    "catalogue:restoration": "- catalogue.change",
    "catalogue:price_lists": "signed -",
    "catalogue:new_list": "catalogue.price catalogue.price",
    "catalogue:price_list": "signed catalogue.price",
    "catalogue:list_facts": "catalogue.price catalogue.price",
    "catalogue:archiving": "- catalogue.price",
    "catalogue:promotions": "signed -",
    "catalogue:new_promotion": "catalogue.price catalogue.price",
    "catalogue:promotion": "catalogue.price catalogue.price",
    "catalogue:stop": "- catalogue.price",
    "catalogue:taxes": "catalogue.tax catalogue.tax",
    "catalogue:ready_taxes": "- catalogue.tax",
    "catalogue:union_taxes": "- catalogue.tax",
    "catalogue:customer_groups": "catalogue.price catalogue.price",
    "catalogue:groups_of_customer": "catalogue.price catalogue.price",
}

OPERATIONS = {
    "GET /products": "signed",
    "POST /products": "catalogue.change",
    "GET /products/{product_id}": "signed",
    "PATCH /products/{product_id}": "catalogue.change",
    "DELETE /products/{product_id}": "catalogue.change",
    "POST /products/{product_id}/restorations": "catalogue.change",
    "GET /price-lists": "signed",
    "POST /price-lists": "catalogue.price",
    "PATCH /price-lists/{list_id}": "catalogue.price",
    "GET /price-lists/{list_id}/prices": "signed",
    "PUT /price-lists/{list_id}/prices": "catalogue.price",
    "POST /price-questions": "signed",
    "GET /customer-groups": "signed",
    "POST /customer-groups": "catalogue.price",
    "PUT /customer-groups/{group_id}/customers/{customer_id}": "catalogue.price",
    "DELETE /customer-groups/{group_id}/customers/{customer_id}": "catalogue.price",
    "GET /promotions": "signed",
    "POST /promotions": "catalogue.price",
    "GET /promotions/{promotion_id}": "signed",
    "PATCH /promotions/{promotion_id}": "catalogue.price",
    "DELETE /promotions/{promotion_id}": "catalogue.price",
    "GET /tax-classes": "signed",
    "POST /tax-classes": "catalogue.tax",
    "GET /tax-rates": "signed",
    "POST /tax-rates": "catalogue.tax",
    "POST /tax-questions": "signed",
    "GET /tax-settings": "signed",
    "PUT /tax-settings": "catalogue.tax",
}

_RATE = {"tax_class_id": "{tax_class_id}", "percent": "26", "from_date": "2027-01-01"}
BODIES: dict[str, object] = {
    "POST /products": {"sku": "LAMP", "name": "Lamp"},
    "PATCH /products/{product_id}": {"values": {"group": "sofas"}},
    "POST /price-lists": {"key": "winter", "name": "Winter", "currency": "EUR"},
    "PATCH /price-lists/{list_id}": {"priority": 1},
    "PUT /price-lists/{list_id}/prices": {"prices": [{"product_id": "{product_id}", "unit_price": "5"}]},
    "POST /price-questions": {"lines": [{"product_id": "{product_id}"}]},
    "POST /customer-groups": {"key": "schools", "name": "Schools"},
    "POST /promotions": {"key": "gift", "name": "Gift", "value": "5"},
    "PATCH /promotions/{promotion_id}": {"value": "6"},
    "POST /tax-classes": {"key": "art", "name": "Art"},
    "POST /tax-rates": _RATE,
    "PUT /tax-settings": {"union": "own"},
    "POST /tax-questions": {"product_ids": ["{product_id}"]},
}

FORMS: dict[str, object] = {"catalogue:union_taxes": {"union": "own", "threshold": "10000"}}


def things() -> dict[str, object]:
    """A product in a list, a promotion, a group."""
    load_ready_taxes(actor=SYSTEM, at=NOW)
    chair = add_product(NewProduct("CHAIR", "Chair", price=Decimal(100)), actor=SYSTEM, at=NOW)
    group = define_customer_group("resellers", name="Resellers", actor=SYSTEM, at=NOW)
    prices = make_price_list(key="resale", name="Resale", currency="EUR", actor=SYSTEM, at=NOW)
    values = {"name": "Opening", "effect": "percent", "value": Decimal(10)}
    promotion = make_promotion("opening", values=values, actor=SYSTEM, at=NOW)
    return {
        "product_id": chair.pk, "list_id": prices.pk, "promotion_id": promotion.pk, "group_id": group.pk,
        "tax_class_id": chair.tax_class_id,
    }  # fmt: skip
