"""A customer is forgotten in orders and deliveries; what was sold, and when, stays."""

from __future__ import annotations

import io
from decimal import Decimal

from polku.access.privacy import Subject, erased, exported, gathered
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.files.models import File
from polku.orders.actions import change_order, note_trouble
from polku.orders.actions.changing import ChangedLine
from polku.orders.logic.incoming import Trouble
from polku.orders.models import Order, OrderChange, OrderTrouble
from polku.stock.actions import deliver, pick, ship
from polku.stock.models import Shipment
from tests.conftest import NOW, People
from tests.stock.conftest import Ask


def test_addresses_and_words_go_and_figures_stay(people: People, chairs: Product, ask: Ask) -> None:
    admin = people.actor("admin")
    address = {"name": "Dora Puu", "line1": "Kuja 1", "city": "Oulu", "country": "FI"}
    order = ask((chairs, 2), delivery=address, note="Call Dora", reference="Dora 7")
    line = order.lines.get()
    wish = ChangedLine(AskedLine(quantity=Decimal(3)), line.pk)
    change_order(order.pk, [wish], version=1, reason="Dora wants more", actor=admin, at=NOW)
    note_trouble(order.pk, Trouble("other", "Dora is away"), actor=admin, at=NOW)
    shipment = pick(order.pk, actor=admin, at=NOW)
    ship(shipment.pk, tracking="JJFI1", actor=admin, at=NOW)
    proof = {"upload": io.BytesIO(b"Dora"), "upload_name": "note.txt"}
    deliver(shipment.pk, received_by="Dora", **proof, actor=admin, at=NOW)  # type: ignore[arg-type]
    subject = Subject(is_whole=True, own={"customer": {order.customer_id}}, names={"Dora Puu"})
    told = exported(gathered(subject))
    assert (told["orders"][0]["delivery"], told["deliveries"][0]["received_by"]) == (address, "Dora")
    done = erased(subject, actor=admin, at=NOW)
    assert min(done["orders"], done["deliveries"]) > 0
    row, gone = Order.objects.get(), Shipment.objects.get()
    assert (row.delivery, row.note, row.reference) == ({"country": "FI"}, "[…]", "[…]")
    assert (OrderChange.objects.get().reason, OrderTrouble.objects.get().text) == ("[…]", "[…]")
    assert (gone.received_by, gone.tracking, gone.proof, File.objects.count()) == ("[…]", "", None, 0)
    assert (row.net_minor, row.number, gone.state) == (30000, order.number, "delivered")
