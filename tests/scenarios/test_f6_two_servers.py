"""Many people at the same moment through two serving processes: nothing twice, nothing lost, no gap."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from benchmarks.servers import Client, together
from django.db import connection

from polku.access.actions import add_user, make_token
from polku.access.logic import SYSTEM, Actor
from polku.access.queries import actor_of
from polku.billing import checks
from polku.billing.actions.composing import drafted, of_order
from polku.billing.actions.drafting import lines_of, store
from polku.billing.logic.states import Kind
from polku.billing.models import Invoice
from polku.books.actions import reopen_period
from polku.books.models import Entry
from polku.books.queries import trial_balance
from polku.catalogue.actions import add_products, load_ready_taxes
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.logic.products import NewProduct
from polku.catalogue.models import Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.db.transactions import write
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.documents.queries import numbers_are_whole
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.orders.actions import confirm_orders, place_orders
from polku.orders.logic.incoming import NewOrder
from polku.orders.models import Order
from polku.payments.models import Allocation, Item, Receipt
from polku.process.actions import load_ready
from polku.quotes.actions import draft, send
from polku.quotes.logic.incoming import Content, NewQuote, OfferedLine
from polku.quotes.models import Acceptance
from polku.stock import actions as stock
from polku.stock.models import Level, Reservation
from tests.conftest import People, make_people
from tests.db.on_disk import on_disk
from tests.servers import serving

OBJECTED_MINOR = 1313
"""Bills of this amount a domain of the servers refuses once they have a number, see `tests/served.py`."""
FULL = os.environ.get("POLKU_FULL") == "1"
"""Whether the suite takes the time for large numbers."""
CLIENTS = 8
STOCK, ORDERS_EACH = (200, 60) if FULL else (40, 12)
BILLS_EACH = 50 if FULL else 10
PAYMENTS = 20
BILLS_AT_CLOSING = 20
HOUR = AskedLine(
    description="Hour", kind="service", unit="HUR", quantity=Decimal(1), unit_price=Decimal("33.33"),
    tax_category="S", tax_percent=Decimal("25.5"),
)  # fmt: skip
OBJECTED = AskedLine(
    description="Hour", kind="service", unit="HUR", quantity=Decimal(1), unit_price=Decimal(OBJECTED_MINOR) / 100,
    tax_category="Z", tax_percent=Decimal(0),
)  # fmt: skip
_numbers = count(1)


@dataclass
class World:
    """A company, what it sells, and the doors of its two servers."""

    people: People
    admin: Actor
    deal: Deal
    ports: list[int]
    secrets: list[str]
    at: datetime

    def client(self, number: int = 0) -> Client:
        """Another client of one of the servers, every second one with the token of somebody else."""
        return Client(self.ports[number % 2], self.secrets[number % 2])

    def product(self, quantity: int) -> Product:
        """A new product with so many pieces in stock."""
        new = NewProduct(f"CHAIR-{next(_numbers)}", "Chair", price=Decimal(100))
        found = add_products([new], actor=self.admin, at=self.at)[0].product
        assert found is not None
        stock.receive([stock.Receipt(found.id, Decimal(quantity), 7000)], actor=self.admin, at=self.at)
        return found

    def orders(self, *lines: AskedLine, confirmed: bool = True) -> list[int]:
        """An order of each of these lines."""
        new = [NewOrder(lines=(line,), deal_id=self.deal.id) for line in lines]
        ids = [one.order_id or 0 for one in place_orders(new, actor=self.admin, at=self.at)]
        if confirmed:
            confirm_orders(ids, actor=self.admin, at=self.at)
        return ids

    def drafts(self, *lines: AskedLine) -> list[int]:
        """A bill of each of these lines, not issued yet."""
        orders = Order.objects.select_related("deal", "customer").in_bulk(self.orders(*lines))
        of = lines_of(list(orders))
        with write():
            rows = [
                drafted(
                    order,
                    of_order(of[key], {line.id: line.quantity for line in of[key]}),
                    kind=Kind.PREPAYMENT,
                    actor=self.admin,
                    at=self.at,
                )
                for key, order in orders.items()
            ]
            store(rows, self.admin, self.at)
        return [one.invoice.id for one in rows]

    def issued(self, *lines: AskedLine) -> list[Item]:
        """The open items of bills of these lines."""
        ids = self.drafts(*lines)
        for one in ids:
            assert self.client()("POST", f"/invoices/{one}/issues")[0] == 200
        return list(Item.objects.filter(invoice_id__in=ids).order_by("id"))

    def sound(self) -> None:
        """Nothing is half, doubled or left out."""
        assert [*numbers_are_whole(), *checks.chain_is_whole(), *checks.sums_are_those_of_lines()] == []
        assert [*checks.postings_are_those_of_documents()] == []
        assert trial_balance(self.admin).difference_minor == 0


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    with on_disk(tmp_path):
        at = datetime.now(ZoneInfo("Europe/Helsinki"))
        people = make_people()
        load_ready("eight-stage", actor=SYSTEM, at=at)
        Company.objects.update(country="FI")
        forget()
        load_ready_taxes(actor=SYSTEM, at=at)
        admin = people.actor("admin")
        deal = open_deal(NewDeal(title="Chairs", company="Dora Oy"), actor=people.actor("alice"), at=at)
        mira = add_user(
            email="mira@example.org",
            name="Mira",
            role="manager",
            teams=[people.helsinki.id],
            actor=SYSTEM,
            at=at,
        )
        both = (admin, actor_of(mira, Via.API))
        secrets = [make_token(name="test", actor=one, at=at)[1] for one in both]
        connection.close()
        with serving(2, tmp_path) as ports:
            yield World(people, admin, deal, ports, secrets, at)


def one_payment_sent_twenty_times_with_one_key_is_one(world: World) -> None:
    today = world.at.date().isoformat()
    body = {"amount_minor": 5000, "currency": "EUR", "received_date": today, "reference": "Once"}
    clients = [Client(world.ports[number % 2], world.secrets[0]) for number in range(PAYMENTS)]
    answers = together(*[lambda one=one: one("POST", "/receipts", body, "bank-1") for one in clients])
    assert Counter(status for status, _ in answers) == {201: PAYMENTS}
    assert [one for _, one in answers] == [answers[0][1]] * PAYMENTS
    (receipt,) = Receipt.objects.filter(reference="Once")
    assert Entry.objects.filter(source_type="receipt", source_id=receipt.id).count() == 1
    assert Event.objects.filter(subject_type="receipt", subject_id=receipt.id).count() == 1


def what_is_in_stock_is_promised_once(world: World) -> None:
    chair = world.product(STOCK)
    line = AskedLine(product_id=chair.id, quantity=Decimal(1))
    ids = world.orders(*[line] * (CLIENTS * ORDERS_EACH), confirmed=False)

    def client(number: int) -> Counter[int]:
        door = world.client(number)
        return Counter(door("POST", f"/orders/{one}/confirmations")[0] for one in ids[number::CLIENTS])

    answers = together(*[lambda number=number: client(number) for number in range(CLIENTS)])
    assert list(answers) == [Counter({200: ORDERS_EACH})] * CLIENTS
    level = Level.objects.get(product=chair)
    kept = Reservation.objects.filter(order_line__product=chair).values_list("quantity", flat=True)
    assert (level.on_hand, level.reserved, sum(kept), len(kept)) == (STOCK, STOCK, STOCK, STOCK)


def bills_of_eight_clients_are_numbered_without_a_gap(world: World) -> None:
    lines = [OBJECTED if number % 5 == 4 else HOUR for number in range(CLIENTS * BILLS_EACH)]
    ids = world.drafts(*lines)
    before = Invoice.objects.issued().count()

    def client(number: int) -> Counter[int]:
        door = world.client(number)
        return Counter(door("POST", f"/invoices/{one}/issues")[0] for one in ids[number::CLIENTS])

    answers = together(*[lambda number=number: client(number) for number in range(CLIENTS)])
    good = CLIENTS * BILLS_EACH * 4 // 5
    assert sum(answers, Counter()) == {200: good, 409: CLIENTS * BILLS_EACH - good}
    numbers = Invoice.objects.issued().order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"INV-{world.at.year}-{n:04d}" for n in range(1, before + good + 1)]
    world.sound()


def a_credit_note_is_spent_in_one_of_two_tabs(world: World) -> None:
    first, second, corrected = world.issued(HOUR, HOUR, HOUR)
    door = world.client()
    paid = {"amount_minor": corrected.amount_minor, "currency": "EUR", "invoice_ids": [corrected.invoice_id]}
    assert door("POST", "/receipts", paid | {"received_date": world.at.date().isoformat()})[0] == 201
    status, note = door(
        "POST", f"/invoices/{corrected.invoice_id}/credit-notes", {"reason": "Wrong", "issue": True}
    )
    assert status == 201, note
    credit = Item.objects.get(invoice_id=note["id"])
    wishes = [{"matches": [{"debit_id": one.id, "credit_id": credit.id}]} for one in (first, second)]
    tabs = [
        lambda wish=wish, number=number: world.client(number)("POST", "/matches", wish)
        for number, wish in enumerate(wishes)
    ]
    answers = together(*tabs)
    assert sorted(status for status, _ in answers) == [201, 409]
    left = Item.objects.filter(id__in=[first.id, second.id]).values_list("open_minor", flat=True)
    assert sorted(left) == [0, first.amount_minor]
    assert Allocation.objects.filter(credit=credit, undone_at=None).count() == 1


def an_offer_accepted_by_two_in_the_same_second_is_one_order(world: World) -> None:
    content = Content(lines=(OfferedLine(HOUR),))
    quote = draft(NewQuote(world.deal.id, content), actor=world.admin, at=world.at)
    send(quote.id, site="http://localhost", actor=world.admin, at=world.at)
    path = f"/quotes/{quote.id}/acceptances"
    people = [
        lambda number=number: world.client(number)("POST", path, {"name": f"Dora {number}"})
        for number in range(2)
    ]
    answers = together(*people)
    assert [status for status, _ in answers] == [200, 200]
    assert sorted(one["again"] for _, one in answers) == [False, True]
    assert len({one["order_id"] for _, one in answers}) == 1
    assert (Acceptance.objects.filter(quote=quote).count(), Order.objects.filter(quote=quote).count()) == (
        1,
        1,
    )


def a_month_is_closed_while_twenty_bills_are_issued(world: World) -> None:
    ids = world.drafts(*[HOUR] * BILLS_AT_CLOSING)
    month = world.at.year * 100 + world.at.month
    deeds: list[Any] = [
        lambda one=one, number=number: world.client(number)("POST", f"/invoices/{one}/issues")
        for number, one in enumerate(ids)
    ]
    closing: Any = lambda: world.client()("POST", f"/books/months/{month}/closings", {"reason": "Done"})  # noqa: E731
    half = BILLS_AT_CLOSING // 2
    answers = list(together(*deeds[:half], closing, *deeds[half:]))
    status, closed = answers.pop(half)
    assert (status, month in closed) == (200, True)
    assert {status for status, _ in answers} <= {200, 409}
    assert {one["code"] for status, one in answers if status == 409} <= {"period_closed"}
    issued = [one["id"] for status, one in answers if status == 200]
    assert set(Invoice.objects.issued().filter(id__in=ids).values_list("id", flat=True)) == set(issued)
    assert set(
        Entry.objects.filter(source_type="invoice", source_id__in=ids).values_list("source_id", flat=True)
    ) == set(issued)
    reopen_period(month, reason="Next test", actor=world.admin, at=world.at)
    world.sound()


@pytest.mark.django_db(transaction=True)
def test_through_two_servers_nothing_is_lost_doubled_or_left_out(world: World) -> None:
    for scenario in (
        one_payment_sent_twenty_times_with_one_key_is_one,
        what_is_in_stock_is_promised_once,
        bills_of_eight_clients_are_numbered_without_a_gap,
        a_credit_note_is_spent_in_one_of_two_tabs,
        an_offer_accepted_by_two_in_the_same_second_is_one_order,
        a_month_is_closed_while_twenty_bills_are_issued,
    ):
        scenario(world)
