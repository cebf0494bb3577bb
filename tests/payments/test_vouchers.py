"""Vouchers are sold, given and spent; what is open of bills and credit notes finds its end on pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from polku.billing.models import Invoice
from polku.company.models import ExchangeRate
from polku.cycle.queries import review_all
from polku.eventlog.models import Event
from polku.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, Refused
from polku.kernel.money import Money
from polku.payments import checks
from polku.payments.actions import (
    NewVoucher,
    change_rules,
    extend_voucher,
    issue_vouchers,
    match,
    receive,
    refund,
    reverse,
    undo_match,
    withdraw_voucher,
    write_off,
)
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Allocation, Item, Receipt, Voucher
from polku.payments.web.of_invoice import of_invoice
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_matching import balance
from tests.payments.test_pages import browser, text


@pytest.fixture
def desk(people: People) -> Client:
    return browser(people.admin)


def sound() -> None:
    """Nothing of payments is out of order."""
    for check in (checks.vouchers_add_up, checks.receipts_are_booked, checks.open_is_what_is_left):
        assert list(check()) == []


def issued(people: People, **told: Any) -> Voucher:
    new = NewVoucher(Money(5000, "EUR"), **told)
    return issue_vouchers([new], actor=people.actor("admin"), at=NOW)[0]


def test_a_voucher_is_owed_from_the_sale_until_it_is_spent(people: People, bill: Bill) -> None:
    voucher = issued(people, method="cash")
    assert (voucher.left_minor, len(voucher.code)) == (5000, 19)
    assert (balance("cash"), balance("vouchers"), balance("receivable")) == (5000, -5000, 0)
    item = bill(3000)
    new = NewReceipt(
        Money(3000, "EUR"), NOW.date(), method="voucher", voucher_code=voucher.code.lower(),
        invoice_ids=(item.invoice_id or 0,),
    )  # fmt: skip
    (done,) = receive([new], actor=people.actor("admin"), at=NOW)
    assert done.error is None
    voucher.refresh_from_db()
    item.refresh_from_db()
    assert (voucher.left_minor, item.open_minor, balance("vouchers")) == (2000, 0, -2000)
    sound()


def test_a_present_is_a_discount_that_not_everybody_gives(people: People) -> None:
    issued(people, code=" gift 2026 ", expires_on=date(2027, 1, 1))
    assert Voucher.objects.get().code == "GIFT2026"
    assert (balance("discounts"), balance("vouchers")) == (5000, -5000)
    with pytest.raises(NotAllowed):
        issue_vouchers([NewVoucher(Money(1, "EUR"))], actor=people.actor("alice"), at=NOW)
    sound()


@pytest.mark.parametrize(
    "told",
    [{"code": "abc"}, {"code": "GIFT2026"}, {"method": "voucher"}, {"expires_on": date(2020, 1, 1)}],
)
def test_what_is_no_voucher_is_refused(people: People, told: dict[str, Any]) -> None:
    issued(people, code="GIFT2026")
    with pytest.raises(Invalid):
        issued(people, **told)
    with pytest.raises(Invalid):
        issue_vouchers([NewVoucher(Money(0, "EUR"))], actor=people.actor("admin"), at=NOW)
    assert Voucher.objects.count() == 1


def test_nobody_pays_by_a_voucher_that_is_not_named(people: People) -> None:
    new = NewReceipt(Money(100, "EUR"), NOW.date(), method="voucher")
    with pytest.raises(NotFound, match="no such voucher"):
        receive([new], actor=people.actor("admin"), at=NOW)


def test_a_voucher_pays_in_its_own_currency_alone_and_says_which(people: People) -> None:
    code = issued(people).code
    ExchangeRate.objects.create(currency="USD", from_date=date(2026, 1, 1), rate_millionths=950_000)
    new = NewReceipt(Money(100, "USD"), NOW.date(), method="voucher", voucher_code=code)
    with pytest.raises(Refused, match=r"50\.00 EUR is left on the voucher"):
        receive([new], actor=people.actor("admin"), at=NOW)
    assert (Voucher.objects.get().left_minor, Receipt.objects.count()) == (5000, 0)


def test_money_goes_back_as_a_voucher(people: People, bill: Bill) -> None:
    (done,) = receive([NewReceipt(Money(5000, "EUR"), NOW.date())], actor=people.actor("admin"), at=NOW)
    assert done.receipt
    back = refund(done.receipt.item.id, method="voucher", actor=people.actor("admin"), at=NOW)
    assert back.voucher
    assert (back.voucher.left_minor, balance("vouchers"), balance("receivable")) == (5000, -5000, 0)
    sound()
    reverse(back.id, reason="By mistake", actor=people.actor("admin"), at=NOW)
    assert Voucher.objects.get().left_minor == 0
    assert (balance("vouchers"), balance("receivable")) == (0, -5000)
    sound()
    again = refund(done.receipt.item.id, method="voucher", actor=people.actor("admin"), at=NOW)
    code = again.voucher.code if again.voucher else ""
    spent = NewReceipt(Money(100, "EUR"), NOW.date(), method="voucher", voucher_code=code)
    receive([spent], actor=people.actor("admin"), at=NOW)
    with pytest.raises(Refused, match="used already"):
        reverse(again.id, reason="By mistake", actor=people.actor("admin"), at=NOW)


def test_a_present_that_nobody_spent_is_withdrawn(people: People, bill: Bill) -> None:
    actor, voucher = people.actor("admin"), issued(people)
    for no, reason in (("alice", "A test"), ("admin", " ")):
        with pytest.raises((NotAllowed, Invalid)):
            withdraw_voucher(voucher.id, reason=reason, actor=people.actor(no), at=NOW)
    spent = NewReceipt(Money(100, "EUR"), NOW.date(), method="voucher", voucher_code=voucher.code)
    (done,) = receive([spent], actor=actor, at=NOW)
    assert done.receipt
    with pytest.raises(Refused, match="used already"):
        withdraw_voucher(voucher.id, reason="Given twice", actor=actor, at=NOW)
    reverse(done.receipt.id, reason="By mistake", actor=actor, at=NOW)
    row = withdraw_voucher(voucher.id, reason="Given twice", actor=actor, at=NOW)
    assert (row.left_minor, row.withdrawn_reason) == (0, "Given twice")
    assert (balance("discounts"), balance("vouchers")) == (0, 0)
    assert Event.objects.get(kind="payments.voucher_withdrawn").undoes_id
    for act in (
        lambda: withdraw_voucher(voucher.id, reason="Again", actor=actor, at=NOW),
        lambda: extend_voucher(voucher.id, until=None, actor=actor, at=NOW),
    ):
        with pytest.raises(Refused, match="taken back already"):
            act()
    sound()


def test_a_sold_voucher_is_withdrawn_with_the_money_for_it(people: People, bill: Bill) -> None:
    voucher = issued(people, method="cash")
    withdraw_voucher(voucher.id, reason="Sold twice", actor=people.actor("admin"), at=NOW)
    assert (balance("cash"), balance("vouchers"), balance("receivable")) == (0, 0, 0)
    assert set(Receipt.objects.values_list("reversed_reason", flat=True)) == {"Sold twice"}
    sound()


def test_money_that_went_back_as_a_voucher_is_open_again(people: People, bill: Bill) -> None:
    actor = people.actor("admin")
    (done,) = receive([NewReceipt(Money(5000, "EUR"), NOW.date())], actor=actor, at=NOW)
    assert done.receipt
    back = refund(done.receipt.item.id, method="voucher", actor=actor, at=NOW)
    withdraw_voucher(back.voucher_id or 0, reason="They want money", actor=actor, at=NOW)
    assert Item.objects.get(receipt=done.receipt).open_minor == 5000
    assert (balance("vouchers"), balance("receivable")) == (0, -5000)
    sound()


def test_the_pages_sell_and_show_them(desk: Client) -> None:
    assert "No vouchers yet" in text(desk.get("/payments/vouchers/"))
    said = {"amount": "50", "currency": "eur", "method": "card", "code": "SUMMER26"}
    assert desk.post("/payments/vouchers/new/", said).status_code == 303
    assert "SUMMER26" in text(desk.get("/payments/vouchers/"))
    assert desk.post("/payments/vouchers/new/", said).status_code == 422
    page = f"/payments/vouchers/{Voucher.objects.get().id}/withdrawal/"
    assert page in text(desk.get("/payments/vouchers/"))
    assert [desk.post(page, {"reason": why}).status_code for why in ("", "Twice", "Twice")] == [422, 303, 422]
    assert "taken back" in text(desk.get("/payments/vouchers/"))
    assert desk.post("/payments/vouchers/new/", said | {"currency": "XXX", "code": ""}).status_code == 422


def test_what_will_not_be_paid_is_written_off_and_taken_back(people: People, bill: Bill) -> None:
    item, actor = bill(10000), people.actor("admin")
    (done,) = receive(
        [NewReceipt(Money(4000, "EUR"), NOW.date(), invoice_ids=(item.invoice_id or 0,))], actor=actor, at=NOW
    )
    assert done.error is None
    row = write_off(item.id, actor=actor, at=NOW)
    item.refresh_from_db()
    assert (item.open_minor, balance("bad_debt"), balance("receivable")) == (0, 6000, -10000)
    with pytest.raises(DomainError):
        write_off(item.id, actor=actor, at=NOW)
    with pytest.raises(NotAllowed):
        write_off(item.id, actor=people.actor("alice"), at=NOW)
    undo_match(row.id, actor=actor, at=NOW)
    item.refresh_from_db()
    assert (item.open_minor, balance("bad_debt")) == (6000, 0)
    sound()


def test_a_cent_that_is_written_off_leaves_no_order_open(people: People, bill: Bill) -> None:
    actor = people.actor("admin")
    change_rules(small_minor=5, actor=actor, at=NOW)
    item = bill(10000)
    for _ in range(3):
        paid = NewReceipt(Money(3333, "EUR"), NOW.date(), invoice_ids=(item.invoice_id or 0,))
        (done,) = receive([paid], actor=actor, at=NOW)
        assert done.error is None
    item.refresh_from_db()
    (found,) = review_all([item.order_id or 0])
    told = {one.kind for one in found.discrepancies}
    assert (item.open_minor, told & {"paid_not_as_billed", "not_paid"}) == (0, set())


def test_a_credit_note_pays_a_bill_or_goes_back(desk: Client, people: People, bill: Bill) -> None:
    first, second = bill(5000), bill(3000)
    note = bill(4000, corrects=second)
    Item.objects.filter(id=note.id).update(open_minor=4000)
    Allocation.objects.filter(credit=note).update(undone_at=NOW)
    page = f"/invoices/{note.invoice_id}/"
    panel = of_invoice(people.actor("admin"), note.invoice_id or 0) or {}
    assert first in panel["bills"]
    assert note.number in text(desk.get("/payments/open/"))
    answer = desk.post(f"/payments/items/{note.id}/matching/", {"item": first.id})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    first.refresh_from_db()
    assert first.open_minor == 1000
    made = Allocation.objects.get(debit=first)
    assert (
        desk.post(f"/payments/matches/{made.id}/undo/").headers["Location"]
        == f"/invoices/{first.invoice_id}/"
    )
    said = {"amount": "15", "method": "bank"}
    assert desk.post(f"/payments/items/{note.id}/refund/", said).status_code == 303
    note.refresh_from_db()
    assert note.open_minor == 2500
    assert desk.post(f"/payments/items/{note.id}/refund/", said | {"amount": "26"}).status_code == 422
    assert desk.post(f"/payments/items/{first.id}/writing-off/").status_code == 303
    panel = of_invoice(people.actor("admin"), first.invoice_id or 0) or {}
    assert ([other.kind for _match, other in panel["rows"]], panel["bills"]) == (["difference"], [])


def test_among_many_bills_the_one_that_was_paid_is_searched(desk: Client, people: People, bill: Bill) -> None:
    bills = [bill(100 + n) for n in range(21)]
    (done,) = receive([NewReceipt(Money(120, "EUR"), NOW.date())], actor=people.actor("admin"), at=NOW)
    assert done.receipt
    page = f"/payments/{done.receipt.id}/"
    assert bills[-1].number not in text(desk.get(page))
    assert bills[-1].number in text(desk.get(page, {"q": bills[-1].number}))
    assert "No invoice fits" in text(desk.get(page, {"q": "nothing"}))


def test_money_taken_off_a_bill_belongs_to_no_deal_again(people: People, bill: Bill) -> None:
    item, actor = bill(500), people.actor("admin")
    (done,) = receive([NewReceipt(Money(500, "EUR"), NOW.date())], actor=actor, at=NOW)
    assert done.receipt
    money = done.receipt.item
    before = (money.deal_id, money.owner_id, money.team_id)
    (made,) = match([Match(item.id, money.id)], actor=actor, at=NOW)
    money.refresh_from_db()
    assert money.deal_id == item.deal_id
    undo_match(made.id, actor=actor, at=NOW)
    money.refresh_from_db()
    assert (money.deal_id, money.owner_id, money.team_id) == before == (None, None, None)


def test_cash_that_was_rounded_up_is_booked_with_its_amount(people: People, bill: Bill) -> None:
    change_rules(cash_steps={"EUR": 5}, actor=people.actor("admin"), at=NOW)
    item = bill(1253)
    new = NewReceipt(Money(1253, "EUR"), NOW.date(), method="cash", invoice_ids=(item.invoice_id or 0,))
    (done,) = receive([new], actor=people.actor("admin"), at=NOW)
    assert done.error is None
    assert (Receipt.objects.get().handed_minor, Invoice.objects.count()) == (1255, 1)
    sound()
