"""Where the addresses of stock stand in the matrix of addresses and roles, and the things they are tried on."""

import io
from datetime import date
from decimal import Decimal

from polku.access.logic import SYSTEM
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.deals.models import Deal
from polku.files.actions import store
from polku.kernel.words import Text
from polku.orders.actions import confirm_orders, place_order
from polku.orders.logic.incoming import NewOrder
from polku.stock.actions import Expected, Receipt, note_arrival, pick, receive, save_place
from polku.stock.models import Level, Shipment
from tests.conftest import NOW

PAGES = {
    "stock:levels": "stock.see -",
    "stock:export": "access.export -",
    "stock:receipt": "stock.receive stock.receive",
    "stock:expected": "stock.see -",
    "stock:expected_export": "access.export -",
    "stock:new_expected": "stock.receive stock.receive",
    "stock:expected_one": "stock.receive stock.receive",
    "stock:expected_former": "- stock.receive",
    "stock:expected_off": "- stock.receive",
    "stock:expected_again": "- stock.receive",
    "stock:count": "stock.count stock.count",
    "stock:transfer": "stock.count stock.count",
    "stock:serving": "- stock.ship",
    "stock:letting_go": "- stock.ship",
    "stock:places": "stock.count stock.count",
    "stock:place": "stock.count stock.count",
    "stock:place_retirement": "- stock.count",
    "stock:shipments": "stock.see -",
    "stock:shipment": "stock.see* -",
    "stock:proof": "stock.see* -",
    "stock:note": "stock.see* -",
    "stock:packing": "- stock.ship*",
    "stock:departure": "stock.ship* stock.ship*",
    "stock:arrival": "stock.deliver* stock.deliver*",
    "stock:cancellation": "- stock.ship*",
    "stock:reservation": "- stock.ship*",
    "stock:picking": "- stock.ship*",
    "stock:part": "stock.ship* stock.ship*",
    "stock:services": "- stock.deliver*",
}

OPERATIONS = {
    "GET /stock/locations": "stock.see",
    "POST /stock/locations": "stock.count",
    "GET /stock/levels": "stock.see",
    "POST /stock/receipts": "stock.receive",
    "GET /stock/arrivals": "stock.see",
    "POST /stock/arrivals": "stock.receive",
    "PATCH /stock/arrivals/{arrival_id}": "stock.receive",
    "POST /stock/arrivals/{arrival_id}/cancellations": "stock.receive",
    "POST /stock/arrivals/{arrival_id}/reopenings": "stock.receive",
    "POST /stock/counts": "stock.count",
    "POST /stock/transfers": "stock.count",
    "POST /stock/reservations": "stock.ship",
    "POST /stock/reservations/undo": "stock.ship",
    "POST /orders/{order_id}/reservations": "stock.ship*",
    "POST /orders/{order_id}/shipments": "stock.ship*",
    "POST /orders/{order_id}/services": "stock.deliver*",
    "GET /shipments": "stock.see",
    "GET /shipments/{shipment_id}": "stock.see*",
    "GET /shipments/{shipment_id}/note": "stock.see*",
    "POST /shipments/{shipment_id}/packings": "stock.ship*",
    "POST /shipments/{shipment_id}/departures": "stock.ship*",
    "POST /shipments/{shipment_id}/arrivals": "stock.deliver*",
    "POST /shipments/{shipment_id}/cancellations": "stock.ship*",
}

BODIES: dict[str, object] = {
    "POST /stock/receipts": {"rows": [{"product_id": "{product_id}", "quantity": 1}]},
    "POST /stock/arrivals": {"product_id": "{product_id}", "quantity": 1, "day": "2027-01-01"},
    "PATCH /stock/arrivals/{arrival_id}": {"reference": "PO-2"},
    "POST /stock/locations": {"name": {"en": "Cellar"}},
    "POST /stock/counts": {"product_id": "{product_id}", "location_id": "{location_id}", "counted": 9},
    "POST /stock/transfers": {
        "product_id": "{product_id}",
        "quantity": 1,
        "from_location_id": "{location_id}",
        "to_location_id": "{location_id}",
    },
    "POST /stock/reservations": {"product_id": "{product_id}"},
    "POST /stock/reservations/undo": {"quantities": {"999999": 1}},
    "POST /orders/{order_id}/shipments": {},
    "POST /orders/{order_id}/services": {},
    "POST /shipments/{shipment_id}/departures": {},
    "POST /shipments/{shipment_id}/arrivals": {},
}
FORMS: dict[str, object] = {
    "stock:receipt": {"sku": "CHAIR", "location_id": "{location_id}", "quantity": "1"},
    "stock:count": {"sku": "CHAIR", "location_id": "{location_id}", "counted": "9"},
    "stock:new_expected": {"sku": "CHAIR", "quantity": "4", "day": "2027-01-01"},
    "stock:expected_one": {"quantity": "5", "day": "2027-01-01"},
    "stock:places": {"name": "Cellar"},
    "stock:place": {"name": "Attic"},
    "stock:departure": {"carrier": "Posti"},
    "stock:arrival": {"received_by": "Dora"},
}


def things() -> dict[str, object]:
    """Chairs in stock, and a delivery of one of them that is being picked."""
    chair, deal = Product.objects.order_by("id")[0], Deal.objects.order_by("id")[0]
    receive([Receipt(chair.pk, Decimal(8), 7000)], actor=SYSTEM, at=NOW)
    line = AskedLine(product_id=chair.pk, unit_price=Decimal(100))
    order = place_order(NewOrder(lines=(line,), deal_id=deal.pk), actor=SYSTEM, at=NOW)
    confirm_orders([order.pk], actor=SYSTEM, at=NOW)
    shipment = pick(order.pk, actor=SYSTEM, at=NOW)
    proof = store(io.BytesIO(b"signed"), name="note.txt", at=NOW)
    Shipment.objects.filter(id=shipment.pk).update(proof=proof)
    place = save_place(Text.of("Shed"), actor=SYSTEM, at=NOW)
    arrival = note_arrival(chair.pk, Expected(Decimal(4), date(2027, 1, 1)), actor=SYSTEM, at=NOW)
    return {
        "arrival_id": arrival.pk,
        "shipment_id": shipment.pk,
        "location_id": Level.objects.get().location_id,
        "place_id": place.pk,
    }
