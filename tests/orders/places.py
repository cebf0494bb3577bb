"""Where the addresses of orders stand in the matrix of addresses and roles, and the things they are tried on."""

from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.billing.actions.billing import bill_prepayment
from polku.catalogue.actions import add_product, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Price, Product, TaxClass
from polku.deals.models import Deal
from polku.orders.actions import confirm_orders, note_trouble, place_order
from polku.orders.actions.forms import save_order_form
from polku.orders.actions.taking import take_order
from polku.orders.logic.asking import Asked
from polku.orders.logic.incoming import NewOrder, Trouble
from polku.orders.models import Incoming, Order
from polku.orders.web.door import ticket
from tests.conftest import NOW

PAGES = {
    "orders:orders": "orders.see -",
    "orders:export": "access.export -",
    "orders:new": "orders.place orders.place*",
    "orders:phone": "orders.place orders.place*",
    "orders:line": "orders.place -",
    "orders:counting": "- orders.place",
    "orders:products": "signed -",
    "orders:order": "orders.see* -",
    "orders:timeline": "orders.see* -",
    "orders:lines": "orders.change* orders.change*",
    "orders:facts": "orders.change* orders.change*",
    "orders:confirmation": "orders.confirm* orders.confirm*",
    "orders:paper": "orders.see* -",
    "orders:letter": "orders.confirm* orders.confirm*",
    "orders:settings": "orders.set_up orders.set_up",
    "orders:new_form": "orders.set_up orders.set_up",
    "orders:form": "orders.set_up orders.set_up",
    "orders:incoming": "orders.set_up -",
    "orders:again": "- orders.set_up",
    "orders:form_public": "public public",
    "orders:form_sums": "- public",
    "orders:form_thanks": "public -",
    "orders:form_bill": "public -",
    "orders:hold": "orders.hold* orders.hold*",
    "orders:release": "- orders.hold*",
    "orders:cancellation": "orders.cancel* orders.cancel*",
    "orders:trouble": "orders.settle* orders.settle*",
    "orders:waiver": "orders.change* orders.change*",
    "orders:settlement": "orders.settle* orders.settle*",
}

OPERATIONS = {
    "GET /orders": "orders.see",
    "POST /orders": "orders.place*",
    "GET /orders/{order_id}": "orders.see*",
    "PUT /orders/{order_id}/lines": "orders.change*",
    "PATCH /orders/{order_id}": "orders.change*",
    "POST /orders/{order_id}/confirmations": "orders.confirm*",
    "POST /orders/{order_id}/confirmation-letters": "orders.confirm*",
    "GET /orders/{order_id}/confirmation": "orders.see*",
    "GET /order-settings": "orders.set_up",
    "PUT /order-settings": "orders.set_up",
    "GET /order-forms": "orders.set_up",
    "PUT /order-forms/{key}": "orders.set_up",
    "GET /order-forms/{key}/incoming": "orders.set_up",
    "POST /incoming-orders/{incoming_id}/placings": "orders.set_up",
    "POST /orders/{order_id}/holds": "orders.hold*",
    "POST /orders/{order_id}/releases": "orders.hold*",
    "POST /orders/{order_id}/cancellations": "orders.cancel*",
    "POST /order-lines/{line_id}/waivers": "orders.change*",
    "POST /orders/{order_id}/troubles": "orders.settle*",
    "POST /order-troubles/{trouble_id}/settlements": "orders.settle*",
}

_LINE = {"description": "Stool", "unit_price": "5", "tax_percent": "25.5"}
BODIES: dict[str, object] = {
    "POST /orders": {"deal_id": "{deal_id}", "lines": [_LINE]},
    "PUT /orders/{order_id}/lines": {"lines": [_LINE], "version": 1, "reason": "They grew"},
    "PATCH /orders/{order_id}": {"version": 1, "reason": "They told it", "reference": "PO 8"},
    "POST /orders/{order_id}/confirmation-letters": {"to": "dora@kauppa.example"},
    "PUT /order-settings": {"written": "ask"},
    "PUT /order-forms/{key}": {
        "title": {"en": "Order stools"},
        "price_list_id": "{order_list_id}",
        "team_id": "{order_team_id}",
    },
    "POST /orders/{order_id}/holds": {"reason": "Unpaid"},
    "POST /orders/{order_id}/cancellations": {"reason": "No money"},
    "POST /order-lines/{line_id}/waivers": {"quantity": "1"},
    "POST /orders/{order_id}/troubles": {"kind": "other"},
    "POST /order-troubles/{trouble_id}/settlements": {"settled": "ignore", "reason": "They don't mind"},
}
FORMS: dict[str, object] = {
    "orders:new": {
        "deal_id": "{deal_id}", "channel": "phone", "payment_terms": "due_date", "currency": "EUR",
        "what": "Stool", "unit_price": "5", "tax": "25.5",
    },
    "orders:phone": {
        "deal_id": "{deal_id}", "channel": "phone", "payment_terms": "due_date", "currency": "EUR",
        "what": "Stool", "unit_price": "5", "tax": "25.5",
    },
    "orders:lines": {"version": "1", "reason": "They grew", "what": "Stool", "unit_price": "5"},
    "orders:facts": {"version": "1", "reason": "They told it", "payment_terms": "due_date", "due_days": "30"},
    "orders:letter": {"to": "dora@kauppa.example"},
    "orders:settings": {"written": "ask"},
    "orders:new_form": {
        "title": "Order benches", "key": "benches", "price_list_id": "{order_list_id}", "payment_terms": "due_date",
        "due_days": "14", "team_id": "{order_team_id}", "active": "on",
    },
    "orders:form": {
        "title": "Order stools", "price_list_id": "{order_list_id}", "payment_terms": "due_date",
        "due_days": "14", "team_id": "{order_team_id}", "active": "on",
    },
    "orders:hold": {"reason": "Unpaid"},
    "orders:cancellation": {"reason": "No money"},
    "orders:trouble": {"kind": "other"},
    "orders:waiver": {"quantity": "1"},
    "orders:settlement": {"settled": "ignore", "reason": "They don't mind"},
}  # fmt: skip

SPECIAL: dict[str, dict[str, object]] = {
    "orders:form_thanks": {"mark": "{order_mark}"},
    "orders:form_bill": {"mark": "{order_mark}"},
}


def things() -> dict[str, object]:
    """A confirmed order of Alice's deal, with a trouble."""
    deal = Deal.objects.order_by("id")[0]
    line = AskedLine(
        description="Stool", quantity=Decimal(2), unit_price=Decimal(5), tax_percent=Decimal("25.5")
    )
    order = place_order(NewOrder(lines=(line,), deal_id=deal.pk, channel="phone"), actor=SYSTEM, at=NOW)
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    trouble = note_trouble(order.pk, Trouble("other", "A leg is loose"), actor=SYSTEM, at=NOW)
    came = _form(order)
    billed = place_order(NewOrder(lines=(line,), deal_id=deal.pk, channel="phone"), actor=SYSTEM, at=NOW)
    bill_prepayment(billed.pk, issue_now=True, actor=SYSTEM, at=NOW)
    Incoming.objects.filter(id=came.pk).update(order=billed)
    return {
        "order_id": order.pk,
        "line_id": order.lines.get().pk,
        "trouble_id": trouble.pk,
        "incoming_id": came.pk,
        "order_mark": ticket(came.pk),
        "order_list_id": came.form.price_list_id,
        "order_team_id": came.form.team_id,
    }


def _form(order: Order) -> Incoming:
    """A public form of one product, and an order that came through it and looked like spam."""
    if not TaxClass.objects.exists():
        load_ready_taxes(actor=SYSTEM, at=NOW)
    known = Product.objects.filter(sku="FORM-1").first()
    product = known or add_product(
        NewProduct("FORM-1", "Stool of the form", price=Decimal(9)), actor=SYSTEM, at=NOW
    )
    prices = Price.objects.filter(product=product)[0].list
    values = {"title": {"en": "Order stools"}, "price_list_id": prices.pk, "team_id": order.team_id}
    form = save_order_form("contact", values | {"products": [product.pk]}, actor=SYSTEM, at=NOW)
    told = {"name": "Dora", "email": "dora@kauppa.example", "country": "FI"}
    asked = Asked({product.pk: Decimal(1)}, told)
    return take_order(form, asked, key="k", headers={}, language="en", is_spam=True, at=NOW)
