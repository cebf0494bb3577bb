"""Cash is rounded by the company's rule; what was rounded is booked apart and the bill is paid in full."""

from __future__ import annotations

import pytest

from polku.kernel.errors import Invalid
from polku.kernel.money import Money
from polku.payments.actions import change_rules, receive, refund, reverse
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Item, Receipt
from polku.payments.web.plan_forms import read_steps, written_steps
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_matching import balance


@pytest.fixture(autouse=True)
def fives(people: People) -> None:
    change_rules(cash_steps={"EUR": 5}, actor=people.actor("admin"), at=NOW)


def pay(bill: Item, minor: int, people: People, **more: object) -> Receipt:
    told = {"method": "cash", "invoice_ids": (bill.invoice_id,)} | more
    new = NewReceipt(Money(minor, bill.currency), NOW.date(), **told)  # type: ignore[arg-type]
    (done,) = receive([new], actor=people.actor("admin"), at=NOW)
    assert done.receipt is not None, done.error
    return done.receipt


@pytest.mark.parametrize(("due", "paid", "till", "rounding"), [(1252, 1250, 1250, 2), (1253, 1253, 1255, -2)])
def test_a_bill_is_paid_by_its_rounded_sum(
    bill: Bill, people: People, due: int, paid: int, till: int, rounding: int
) -> None:
    item = bill(due)
    receipt = pay(item, paid, people, given_minor=2000)
    item.refresh_from_db()
    assert (item.open_minor, receipt.amount_minor, receipt.handed_minor) == (0, due, till)
    assert (balance("cash"), balance("cash_rounding"), balance("receivable")) == (till, rounding, -due)
    reverse(receipt.id, reason="It was another's", actor=people.actor("admin"), at=NOW)
    assert (balance("cash"), balance("cash_rounding"), balance("receivable")) == (0, 0, 0)


def test_what_is_no_cash_or_a_part_or_of_another_currency_is_not_rounded(
    bill: Bill, people: People, dollars: None
) -> None:
    assert pay(bill(1252), 1252, people, method="card").rounding_minor == 0
    assert pay(bill(1252), 1003, people).rounding_minor == 0
    assert pay(bill(1252, "USD", company_minor=1189), 1252, people).rounding_minor == 0


def test_money_goes_back_in_coins_that_there_are(bill: Bill, people: People) -> None:
    receipt = pay(bill(1000), 1503, people)
    back = refund(receipt.item.id, method="cash", actor=people.actor("admin"), at=NOW)
    assert (back.amount_minor, back.handed_minor) == (503, 505)
    assert (balance("cash"), balance("cash_rounding")) == (998, 2)


def test_steps_are_written_by_currency(people: People) -> None:
    assert read_steps("eur 0,05, JPY 5") == {"EUR": 5, "JPY": 5}
    assert written_steps({"JPY": 5, "EUR": 5}) == "EUR 0.05, JPY 5"
    for text in ("EUR", "0.05", "XXX 1", "EUR 0.05 or so"):
        with pytest.raises(Invalid):
            read_steps(text)
    with pytest.raises(Invalid, match="at most"):
        change_rules(cash_steps={"EUR": 10_001}, actor=people.actor("admin"), at=NOW)
