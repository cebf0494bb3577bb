"""A match is a link: it lowers both sides, and undoing it brings both back to the cent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from polku.books.models import Posting
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, Refused
from polku.kernel.money import Money
from polku.orders.logic.states import Terms
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.payments import checks
from polku.payments.actions import match, receive, refund, reverse, undo_match
from polku.payments.checks import open_is_what_is_left, receipts_are_booked
from polku.payments.logic.incoming import Match, NewReceipt
from polku.payments.models import Allocation, Item, PaymentRules, Receipt, Voucher
from polku.payments.queries.sums import paid
from polku.payments.reactions import not_before_paid
from polku.process.facts import load
from tests.conftest import NOW, People
from tests.payments.conftest import Bill

DAY = date(2026, 11, 20)


def pay(people: People, minor: int, currency: str = "EUR", **more: Any) -> Item:
    """Money comes in."""
    new = NewReceipt(Money(minor, currency), DAY, **more)
    (answer,) = receive([new], actor=people.actor("admin"), at=NOW)
    if answer.error:
        raise answer.error
    assert answer.receipt
    return Item.objects.get(receipt=answer.receipt)


def balance(role: str) -> int:
    """Debits less credits of an account, in company currency."""
    rows = Posting.objects.filter(account__role=role).values_list("debit", "company_minor")
    return sum(minor if debit else -minor for debit, minor in rows)


def opens() -> list[int]:
    """What is open of every item, by its number."""
    return list(Item.objects.order_by("id").values_list("open_minor", flat=True))


def test_money_is_numbered_booked_and_told(order: Order, people: People) -> None:
    pay(people, 5000, order_id=order.id)
    receipt = Receipt.objects.get()
    assert (receipt.number, receipt.customer_id) == ("R-2026-0001", order.customer_id)
    assert (balance("bank"), balance("receivable")) == (5000, -5000)
    assert Event.objects.get(kind="payments.payment_received").case_id == order.deal_id


def test_a_bill_paid_three_times_a_third_leaves_a_cent_and_the_rule_takes_it(
    bill: Bill, people: People, order: Order
) -> None:
    due = bill(10000)
    for _ in range(2):
        pay(people, 3333, invoice_ids=(due.invoice_id,), customer_id=order.customer_id)
    assert Item.objects.get(id=due.id).open_minor == 3334
    PaymentRules.objects.create(small_minor=1)
    pay(people, 3333, invoice_ids=(due.invoice_id,), customer_id=order.customer_id)
    assert Item.objects.get(id=due.id).open_minor == 0
    assert (balance("small_differences"), balance("bank")) == (1, 9999)
    assert Event.objects.filter(kind="payments.invoice_paid").exists()
    last = Allocation.objects.filter(credit__kind="receipt").latest("id")
    undo_match(last.id, actor=people.actor("admin"), at=NOW)
    assert Item.objects.get(id=due.id).open_minor == 3334
    assert balance("small_differences") == 0


def test_a_dollar_that_rose_is_a_gain_of_exchange(bill: Bill, people: People, dollars: None) -> None:
    due = bill(10000, "USD", company_minor=9000)
    pay(people, 10000, "USD", invoice_ids=(due.invoice_id,))
    assert (balance("bank"), balance("fx_gain")) == (9500, -500)
    undo_match(Allocation.objects.get().id, actor=people.actor("admin"), at=NOW)
    assert (balance("fx_gain"), opens()) == (0, [10000, 10000])


def test_parts_of_a_foreign_bill_gain_to_the_cent_together(bill: Bill, people: People, dollars: None) -> None:
    due = bill(10000, "USD", company_minor=9000)
    for minor in (3333, 3333, 3334):
        pay(people, minor, "USD", invoice_ids=(due.invoice_id,))
    assert balance("bank") + balance("fx_gain") == 9000


def test_no_more_is_matched_than_is_open(bill: Bill, people: People) -> None:
    due, money = bill(10000), pay(people, 6000)
    admin = people.actor("admin")
    with pytest.raises(Refused, match=r"60\.00"):
        match([Match(due.id, money.id, 6001)], actor=admin, at=NOW)
    match([Match(due.id, money.id)], actor=admin, at=NOW)
    assert opens() == [4000, 0]
    with pytest.raises(Refused):
        match([Match(due.id, money.id)], actor=admin, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Item.objects.update(open_minor=-1)


def test_the_money_of_another_customer_does_not_match(bill: Bill, people: People, order: Order) -> None:
    due, admin = bill(10000), people.actor("admin")
    other = Item.objects.get(id=pay(people, 5000).id)
    other.customer = type(order.customer).objects.create(
        name="Other", name_key="other", team=people.riga, recorded_at=NOW
    )
    other.save()
    with pytest.raises(Invalid, match="another customer"):
        match([Match(due.id, other.id)], actor=admin, at=NOW)
    assert opens() == [10000, 5000]


def test_the_same_payment_sent_again_is_registered_once(people: People, order: Order) -> None:
    new = NewReceipt(Money(5000, "EUR"), DAY, order_id=order.id, external_id="bank-1")
    answers = [receive([new], actor=people.actor("admin"), at=NOW)[0] for _ in range(3)]
    assert [one.known for one in answers] == [False, True, True]
    assert {one.receipt.id for one in answers if one.receipt} == {Receipt.objects.get().id}


def test_what_was_registered_stays_and_is_taken_back_with_a_reason(bill: Bill, people: People) -> None:
    due = bill(10000)
    money = pay(people, 10000, invoice_ids=(due.invoice_id,))
    for rows, changed in ((Receipt, "amount_minor"), (Item, "company_minor"), (Allocation, "credit_minor")):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            rows.objects.update(**{changed: 1})
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Allocation.objects.all()._raw_delete(Allocation.objects.db)
    reverse(money.receipt_id or 0, reason="It bounced", actor=people.actor("admin"), at=NOW)
    assert opens() == [10000, 0]
    assert (balance("bank"), balance("receivable")) == (0, 0)
    with pytest.raises(Refused, match="already"):
        reverse(money.receipt_id or 0, reason="Again", actor=people.actor("admin"), at=NOW)


def test_a_credit_note_settles_its_bill_and_the_rest_is_paid_back(
    bill: Bill, people: People, order: Order
) -> None:
    due = bill(10000)
    pay(people, 10000, invoice_ids=(due.invoice_id,), customer_id=order.customer_id)
    note = bill(3000, corrects=due)
    assert Item.objects.get(id=note.id).open_minor == 3000
    before = balance("bank")
    refund(note.id, amount_minor=1000, actor=people.actor("admin"), at=NOW)
    refund(note.id, actor=people.actor("admin"), at=NOW)
    assert (before - balance("bank"), Item.objects.get(id=note.id).open_minor) == (3000, 0)
    with pytest.raises(Refused):
        refund(note.id, actor=people.actor("admin"), at=NOW)
    fresh = bill(5000)
    half = bill(5000, corrects=fresh)
    assert list(Item.objects.filter(id__in=[fresh.id, half.id]).values_list("open_minor", flat=True)) == [
        0,
        0,
    ]


def test_a_voucher_pays_no_more_than_is_left_on_it(people: People, order: Order) -> None:
    voucher = Voucher.objects.create(
        code="GIFT", currency="EUR", amount_minor=5000, left_minor=5000, issued_at=NOW
    )
    pay(people, 3000, method="voucher", voucher_code="GIFT", order_id=order.id)
    with pytest.raises(Refused, match=r"20\.00"):
        pay(people, 3000, method="voucher", voucher_code="GIFT", order_id=order.id)
    voucher.refresh_from_db()
    assert (voucher.left_minor, balance("vouchers")) == (2000, 3000)


def test_an_order_paid_first_waits_for_all_of_its_money(people: People, order: Order) -> None:
    Order.objects.update(payment_terms=Terms.PAY_FIRST)
    order.refresh_from_db()
    pay(people, order.gross_minor - 1, order_id=order.id)
    (reasons,) = not_before_paid([order]).values()
    assert "0.01" in str(reasons[0])
    pay(people, 1, order_id=order.id)
    assert not_before_paid([order]) == {}
    assert load(["order_prepaid"], [order.deal_id])[order.deal_id] == {"order_prepaid": True}


def test_money_counts_for_the_order_whose_bill_it_pays(bill: Bill, people: People, order: Order) -> None:
    due = bill(10000)
    pay(people, 10000, invoice_ids=(due.invoice_id,))
    (found,) = progress([order])
    assert found.paid_minor == 10000
    pay(people, 500, order_id=order.id)
    money = Item.objects.latest("id")
    back = refund(money.id, amount_minor=200, actor=people.actor("admin"), at=NOW)
    (found,) = progress([order])
    assert found.paid_minor == 10300
    reverse(back.id, reason="The account is closed", actor=people.actor("admin"), at=NOW)
    (found,) = progress([order])
    money.refresh_from_db()
    assert (found.paid_minor, money.open_minor, balance("bank")) == (10500, 500, 10500)
    assert list(checks.open_is_what_is_left()) == []
    assert load(["all_paid"], [order.deal_id])[order.deal_id] == {"all_paid": True}


def test_a_hundred_payments_cost_as_many_statements_as_fifty(people: People, order: Order) -> None:
    def statements(number: int) -> int:
        rows = [NewReceipt(Money(100, "EUR"), DAY, order_id=order.id)] * number
        with CaptureQueriesContext(connection) as seen:
            answers = receive(rows, actor=people.actor("admin"), at=NOW)
        assert [one.error for one in answers] == [None] * number
        return len(seen)

    statements(1)
    assert statements(50) == statements(100)


def test_sellers_see_and_do_not_touch(bill: Bill, people: People) -> None:
    due = bill(10000)
    assert list(Item.objects.visible_to(people.actor("alice"))) == [due]
    assert list(Item.objects.visible_to(people.actor("charlie"))) == []
    with pytest.raises(NotAllowed):
        receive([NewReceipt(Money(1, "EUR"), DAY)], actor=people.actor("alice"), at=NOW)


def test_euros_pay_a_bill_in_dollars_at_the_rate_of_the_day(
    bill: Bill, people: People, dollars: None, order: Order
) -> None:
    due = bill(10000, "USD", company_minor=9000)
    money = pay(people, 9500, invoice_ids=(due.invoice_id,))
    assert (balance("bank"), balance("fx_gain"), balance("receivable")) == (9500, -500, -9000)
    assert opens() == [0, 0]
    link = Allocation.objects.get()
    assert (link.amount_minor, link.credit_minor) == (10000, 9500)
    event = Event.objects.get(kind="payments.payment_matched").payload
    assert (event["amount_minor"], event["paid_minor"], event["paid_currency"]) == (10000, 9500, "EUR")
    owed = Posting.objects.filter(account__role="receivable")
    sums = {"EUR": 0, "USD": 0}
    for one in owed:
        sums[one.currency] += one.amount_minor if one.debit else -one.amount_minor
    assert sums == {"EUR": 0, "USD": -10000}  # the bill itself is booked by billing
    undo_match(link.id, actor=people.actor("admin"), at=NOW)
    assert (balance("bank"), balance("fx_gain"), balance("receivable")) == (9500, 0, -9500)
    assert opens() == [10000, 9500]
    assert Item.objects.get(id=money.id).open_minor == 9500


def test_dollars_pay_a_bill_in_euros_and_what_is_too_much_stays_open(
    bill: Bill, people: People, dollars: None, order: Order
) -> None:
    due = bill(10000)
    pay(people, 12000, "USD", invoice_ids=(due.invoice_id,), order_id=order.pk)
    link = Allocation.objects.get()
    assert (link.amount_minor, link.credit_minor, opens()) == (10000, 10526, [0, 1474])
    assert balance("fx_gain") == 0
    assert paid([order.pk]) == {order.pk: 10000}
    assert (list(open_is_what_is_left()), list(receipts_are_booked())) == ([], [])


def test_parts_in_another_currency_settle_to_the_cent(bill: Bill, people: People, dollars: None) -> None:
    due = bill(10000)
    for minor in (3333, 3333, 3860):
        pay(people, minor, "USD", invoice_ids=(due.invoice_id,))
    links = list(Allocation.objects.order_by("id").values_list("amount_minor", "credit_minor"))
    assert links == [(3166, 3333), (3166, 3333), (3667, 3860)]
    assert (Item.objects.get(id=due.id).open_minor, balance("fx_gain") + balance("fx_loss")) == (1, 0)


def test_one_payment_in_another_currency_pays_bills_in_their_order(
    bill: Bill, people: People, dollars: None
) -> None:
    first, second, third = bill(5000), bill(5000), bill(5000)
    wanted = tuple(one.invoice_id for one in (first, second, third))
    pay(people, 8000, "USD", invoice_ids=wanted)
    left = [Item.objects.get(id=one.id).open_minor for one in (first, second, third)]
    assert left == [0, 2400, 5000]


def test_without_a_rate_of_the_day_it_says_so_and_nothing_is_matched(bill: Bill, people: People) -> None:
    due, money = bill(10000, "SEK", company_minor=900), pay(people, 900)
    with pytest.raises(Invalid, match="There is no exchange rate for SEK"):
        match([Match(due.id, money.id)], actor=people.actor("admin"), at=NOW)
    assert opens() == [10000, 900]


def test_a_credit_note_pays_bills_in_its_own_currency_alone(
    bill: Bill, people: People, dollars: None
) -> None:
    due, other = bill(10000, "USD", company_minor=9500), bill(5000)
    pay(people, 5000, invoice_ids=(other.invoice_id,))
    note = bill(5000, corrects=other)
    with pytest.raises(Invalid, match="another currency"):
        match([Match(due.id, note.id)], actor=people.actor("admin"), at=NOW)
