"""What is still owed at the end of any day is what the ledger says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from polku.access.logic import Actor
from polku.books import registry
from polku.books.queries import ledger
from polku.books.words import kind_label
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import receive, undo_match
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Allocation
from tests.billing.conftest import Bill, admin, ask, bill, chairs, deal, goods, shipped
from tests.conftest import NOW

__all__ = ["admin", "ask", "bill", "chairs", "deal", "goods", "shipped"]

LATER = NOW + timedelta(days=10)


def test_open_items_of_a_day_are_the_receivables_of_that_day(
    shipped: Order, bill: Bill, admin: Actor
) -> None:
    invoice = bill(shipped)
    paid = NewReceipt(amount=Money(10_000, "EUR"), received_date=LATER.date(), invoice_ids=(invoice.id,))
    receive([paid], actor=admin, at=LATER)
    days = {NOW.date(): invoice.gross_minor, LATER.date(): invoice.gross_minor - 10_000}
    for day, owed in days.items():
        assert _open(admin, day) == owed == ledger(admin, "1100", date_to=day).closing_minor
    undo_match(Allocation.objects.get().id, actor=admin, at=LATER + timedelta(days=1))
    assert _open(admin, LATER.date()) == invoice.gross_minor - 10_000
    assert _open(admin, (LATER + timedelta(days=1)).date()) == invoice.gross_minor - 10_000
    assert _kinds(admin, (LATER + timedelta(days=1)).date()) == ["Invoice", "Payment"]


@pytest.mark.parametrize("kind", ["invoice", "receipt", "shipment", "stock_move"])
def test_the_books_call_every_document_by_its_name(kind: str) -> None:
    assert registry.sources.find(kind) is not None
    assert "_" not in kind_label(kind)


def _open(actor: Actor, day: object) -> int:
    return sum(one.company_minor for load in registry.open_items for one in load(actor, day))  # type: ignore[arg-type]


def _kinds(actor: Actor, day: object) -> list[str]:
    return sorted(str(one.kind) for load in registry.open_items for one in load(actor, day))  # type: ignore[arg-type]
