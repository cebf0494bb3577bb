"""The square on an invoice pays exactly it: amount, account and reference, as EPC069-12 says."""

from __future__ import annotations

import pytest

from polku.billing.actions.settings import change_settings
from polku.billing.queries.papers import presented
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import take_statement
from polku.payments.models import Item, StatementLine
from polku.payments.queries.suggesting import suggestions
from tests.billing.conftest import Bill, admin, ask, bill, chairs, deal, goods, shipped
from tests.conftest import NOW, People
from tests.payments.mt940 import statement

__all__ = ["admin", "ask", "bill", "chairs", "deal", "goods", "shipped"]


@pytest.fixture
def paying(people: People) -> None:
    """The company has an account."""
    told = {"legal_name": "Aava Oy", "iban": "FI21 1234 5600 0007 85", "bic": "NDEAFIHH"}
    change_settings(told, actor=people.actor("admin"), at=NOW)


def test_the_code_holds_amount_account_and_reference_of_the_invoice(
    paying: None, shipped: Order, bill: Bill
) -> None:
    row = bill(shipped)
    payment = presented(row.snapshot, is_draft=False)["payment"]
    shown = dict(payment["rows"])
    lines = payment["code"].split("\n")
    assert lines[:7] == ["BCD", "002", "1", "SCT", "NDEAFIHH", "Aava Oy", "FI2112345600000785"]
    assert lines[7] == f"EUR{Money(row.payable_minor, 'EUR').decimal}"
    assert lines[8:] == ["", shown["Reference"]]
    assert shown["Reference"].startswith("RF")
    assert presented(row.snapshot, is_draft=True)["payment"].get("code") is None


def test_a_payment_with_the_reference_of_the_code_finds_its_invoice(
    paying: None, shipped: Order, bill: Bill, people: People
) -> None:
    row = bill(shipped)
    reference = presented(row.snapshot, is_draft=False)["payment"]["code"].split("\n")[9]
    take_statement(statement((row.payable_minor, "Somebody", reference)), actor=people.actor("admin"), at=NOW)
    line = StatementLine.objects.get()
    (first, *_rest) = suggestions([line], actor=people.actor("admin"))[line.id]
    assert (first.item_id, first.score >= 80) == (Item.objects.get(invoice=row).id, True)
