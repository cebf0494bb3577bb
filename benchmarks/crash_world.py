"""What the clients of the crash test sell, and the proof that each document of theirs is whole and there once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Sum

from polku.access.actions import add_user, make_token
from polku.access.logic import SYSTEM, Actor
from polku.access.models import IdempotentAnswer
from polku.access.queries import actor_of
from polku.billing.models import Invoice, InvoiceLine
from polku.books.models import Entry, Posting
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.products import NewProduct
from polku.company.models import Company
from polku.company.queries import forget
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.orders.models import Order, OrderLine
from polku.payments.models import Allocation, Item, Receipt
from polku.stock import actions as stock
from polku.stock.models import Level, Shipment, ShipmentLine, StockMove

PIECES = 1_000_000


def made(at: datetime, actor: Actor | None = None) -> dict[str, Any]:
    """A product in stock, a deal, a token."""
    if actor is None:
        user = add_user(email="admin@bench.example", role="admin", actor=SYSTEM, at=at)
        actor = actor_of(user, Via.API)
    Company.objects.update(country="FI")
    forget()
    load_ready_taxes(actor=SYSTEM, at=at)
    product = add_products([NewProduct("CHAIR", "Chair", price=Decimal(100))], actor=SYSTEM, at=at)[0].product
    assert product is not None
    stock.receive([stock.Receipt(product.id, Decimal(PIECES), 7000)], actor=SYSTEM, at=at)
    deal = open_deal(NewDeal(title="Chairs", company="Dora Oy"), actor=actor, at=at)
    token = make_token(name="crash", actor=actor, at=at)[1]
    return {"product": product.id, "deal": deal.id, "token": token, "entries": Entry.objects.count()}


def faults(answered: Sequence[dict[str, Any]], entries_before: int = 1) -> list[str]:
    """Documents that are missing, half, or there twice."""
    by_kind: dict[str, list[Any]] = {}
    for one in answered:
        by_kind.setdefault(one["kind"], []).append(one["body"])
    orders = [one["id"] for one in by_kind.get("order", [])]
    shipments = [one["id"] for one in by_kind.get("shipment", [])]
    bills = [one[0]["invoice"]["id"] for one in by_kind.get("invoice", [])]
    receipts = [one["id"] for one in by_kind.get("receipt", [])]
    found = [
        *_same("orders", orders, Order.objects.values_list("id", flat=True)),
        *_same(
            "deliveries", shipments, Shipment.objects.exclude(shipped_at=None).values_list("id", flat=True)
        ),
        *_same("bills", bills, Invoice.objects.issued().values_list("id", flat=True)),
        *_same("payments", receipts, Receipt.objects.values_list("id", flat=True)),
        *_each("lines of order", orders, OrderLine.objects.values_list("order_id", flat=True), 2),
        *_each("lines of delivery", shipments, _shipped_lines(), 2),
        *_each("moves of delivery", shipments, _moves(), 2),
        *_each("lines of bill", bills, InvoiceLine.objects.values_list("invoice_id", flat=True), 2),
        *_each("open item of bill", bills, _ids(Item, "invoice_id"), 1),
        *_each("item of payment", receipts, _ids(Item, "receipt_id"), 1),
        *_each("match of payment", receipts, _ids(Allocation, "credit__receipt_id"), 1),
    ]
    for kind, ids in (("shipment", shipments), ("invoice", bills), ("receipt", receipts)):
        booked = Entry.objects.filter(source_type=kind, posted_at__isnull=False, number__isnull=False)
        found += _each(f"entry of {kind}", ids, booked.values_list("source_id", flat=True), 1)
    for kind, ids in (
        ("orders.order_placed", orders),
        ("orders.order_confirmed", [one["id"] for one in by_kind.get("confirmation", [])]),
        ("stock.shipment_shipped", shipments),
        ("billing.invoice_issued", bills),
        ("payments.payment_received", receipts),
    ):
        told = Event.objects.filter(kind=kind).values_list("subject_id", flat=True)
        found += _each(f"event {kind}", ids, told, 1)
    found += _books(entries_before + len(shipments) + len(bills) + len(receipts))
    if IdempotentAnswer.objects.count() != len(answered):
        found.append(f"{IdempotentAnswer.objects.count()} answers are kept, {len(answered)} were given")
    gone = Level.objects.aggregate(left=Sum("on_hand"))["left"]
    if gone != PIECES - 2 * len(shipments):
        found.append(f"{gone} pieces are left after {len(shipments)} deliveries of two")
    return found


def _books(entries: int) -> list[str]:
    """Entries balance, there are as many as documents, their numbers have no gap."""
    found = []
    told = Entry.objects.aggregate(n=Count("id"), first=Min("number"), last=Max("number"))
    if told["n"] != entries or told["last"] - told["first"] + 1 != entries:
        found.append(f"{entries} entries are due, the books hold {told}")
    sides = Counter[tuple[int, bool]]()
    for entry_id, debit, minor in Posting.objects.values_list("entry_id", "debit", "company_minor"):
        sides[entry_id, debit] += minor
    bad = {entry for entry, _ in sides if sides[entry, True] != sides[entry, False]}
    return found + [f"entry {one} does not balance" for one in sorted(bad)]


def _same(what: str, wanted: Sequence[int], stored: Any) -> list[str]:
    there, told = set(stored), set(wanted)
    found = [f"{what}: {sorted(told - there)[:5]} were answered and are not there"] if told - there else []
    if there - told:
        found.append(f"{what}: {sorted(there - told)[:5]} are there and belong to no key")
    if len(told) != len(wanted):
        found.append(f"{what}: two keys answered with the same one")
    return found


def _each(what: str, wanted: Sequence[int], stored: Any, number: int) -> list[str]:
    there = Counter(stored)
    return [f"{what} {one}: {there[one]}, not {number}" for one in wanted if there[one] != number][:5]


def _ids(model: Any, name: str) -> Any:
    return model.objects.exclude(**{name: None}).values_list(name, flat=True)


def _shipped_lines() -> Any:
    return ShipmentLine.objects.values_list("shipment_id", flat=True)


def _moves() -> Any:
    return StockMove.objects.filter(reference_type="shipment").values_list("reference_id", flat=True)
