"""The pages of payments: what stands there, what they do, who is refused."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from polku.access.privacy import Subject, erased, exported, gathered
from polku.books.actions import close_period
from polku.company.queries import day_of
from polku.documents.logic.payment import rf_reference
from polku.kernel.money import Money
from polku.payments import checks
from polku.payments.actions import receive
from polku.payments.logic.incoming import NewReceipt
from polku.payments.models import Allocation, Item, Receipt, StatementLine
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.mt940 import statement

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=SIGN_IN)
    return client


@pytest.fixture
def desk(people: People) -> Client:
    return browser(people.admin)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_payment_is_registered_for_an_invoice_undone_and_taken_back(desk: Client, bill: Bill) -> None:
    due = bill(11980)
    form = desk.get(f"/payments/new/?item={due.id}")
    assert (f'value="{due.number}"' in text(form), 'value="119.80"' in text(form)) == (True, True)
    said = {
        "of": due.number,
        "amount": "119,80",
        "currency": "eur",
        "received_date": "2026-11-20",
        "method": "bank",
    }
    told = desk.post("/payments/new/", said, follow=True)
    receipt = Receipt.objects.get()
    assert (receipt.item.open_minor, receipt.order_id) == (0, due.order_id)
    assert "<span>Paid</span>" in text(desk.get("/invoices/"))
    page = f"/payments/{receipt.id}/"
    assert f'{page}undo/"' in text(told)
    assert due.number in text(desk.get(page))
    assert receipt.number in text(desk.get("/payments/"))
    assert desk.post(f"/payments/matches/{Allocation.objects.get().id}/undo/").status_code == 303
    assert "Match</span>" in text(desk.get(page))
    told = desk.post(f"{page}matching/", {"item": due.id}, follow=True)
    assert f'/payments/matches/{Allocation.objects.latest("id").id}/undo/"' in text(told)
    assert Item.objects.get(id=due.id).open_minor == 0
    assert desk.post(f"{page}reversal/", {"reason": "It bounced"}).status_code == 303
    assert "It bounced" in text(desk.get(page))
    desk.post("/payments/new/", said)
    assert desk.post(f"/payments/{Receipt.objects.latest('id').id}/undo/").status_code == 303
    assert (Item.objects.get(id=due.id).open_minor, Receipt.objects.filter(reversed_at=None).count()) == (
        11980,
        0,
    )


def test_the_form_knows_the_bill_it_is_opened_for(desk: Client, bill: Bill, people: People) -> None:
    due = bill(11980)
    form = text(desk.get(f"/payments/new/?invoice={due.invoice_id}"))
    known = (due.number, "119.80", "EUR", "Dora Oy", rf_reference(due.number))
    assert [one for one in known if f'value="{one}"' not in form] == []
    assert text(desk.get(f"/payments/new/?item={due.id}")).count('value="Dora Oy"') == 1
    assert due.number not in text(desk.get("/payments/new/?invoice=999999"))
    ordered = text(desk.get(f"/payments/new/?order={due.order_id}"))
    assert ('value="Dora Oy"' in ordered, 'value="119.80"' in ordered) == (True, False)


def test_cash_and_voucher_say_which_way_of_payment_they_belong_to(desk: Client, bill: Bill) -> None:
    due = bill(11980)
    form = text(desk.get("/payments/new/"))
    assert (form.count('data-shown-when="method=cash"'), form.count('data-shown-when="method=voucher"')) == (
        1,
        1,
    )
    said = {
        "of": due.number, "amount": "119.80", "currency": "EUR", "received_date": "2026-11-20", "method": "bank",
        "given": "150", "voucher_code": "LEFT",
    }  # fmt: skip
    assert desk.post("/payments/new/", said).status_code == 303
    assert Receipt.objects.get().given_minor is None


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"amount": "12.345"}, "more decimals"),
        ({"amount": "0"}, "more than 0"),
        ({"currency": "XYZ"}, "not a currency"),
        ({"of": "INV-1"}, "no invoice or order"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(
    desk: Client, order: Any, change: dict[str, str], wrong: str
) -> None:
    said = {"amount": "5", "currency": "EUR", "received_date": "2026-11-20", "method": "bank"} | change
    answer = desk.post("/payments/new/", said)
    assert (answer.status_code, wrong in text(answer)) == (422, True)


def test_a_payment_of_a_closed_month_is_refused_at_its_day_and_nothing_typed_is_lost(
    desk: Client, people: People
) -> None:
    close_period(202609, reason="VAT was reported", actor=people.actor("admin"), at=NOW)
    said = {"amount": "77,05", "currency": "EUR", "received_date": "2026-09-15", "method": "bank"}
    told = desk.post("/payments/new/", said | {"reference": "my own words"})
    assert "The books of 2026-09 are closed" in str(told.context["form"].errors["received_date"])
    assert ('value="77,05"' in text(told), 'value="my own words"' in text(told)) == (True, True)
    assert Receipt.objects.count() == 0


def test_open_invoices_stand_by_their_age(desk: Client, bill: Bill, people: People) -> None:
    for days in (400, -10, -40, -100):
        bill(1000, due=days - (day_of(timezone.now()) - NOW.date()).days * -1)
    for age, count in (("", 4), ("not_due", 1), ("days_1", 1), ("days_31", 1), ("days_61", 1)):
        assert text(desk.get(f"/payments/open/?age={age}")).count("<tr data-item>") == count
    assert desk.get("/payments/open/export/").getvalue().count(b"INV-2026") == 4
    listed = text(desk.get("/invoices/"))
    assert (listed.count(" days late</span>"), listed.count("<span>Open</span>")) == (3, 1)
    assert "INV-2026" not in text(browser(people.charlie).get("/payments/open/"))


def test_money_is_paid_back_from_its_page(desk: Client, order: Any) -> None:
    desk.post(
        "/payments/new/",
        {
            "of": order.number,
            "amount": "50",
            "currency": "EUR",
            "received_date": "2026-11-20",
            "method": "card",
        },
    )
    paid = Receipt.objects.get()
    assert desk.post(f"/payments/{paid.id}/refund/", {"amount": "20", "method": "bank"}).status_code == 303
    assert desk.post(f"/payments/{paid.id}/refund/", {"amount": "40", "method": "bank"}).status_code == 422
    assert text(desk.get("/payments/?which=back")).count("<tr data-item>") == 1


def test_a_booking_is_confirmed_set_aside_and_waits_again(desk: Client, bill: Bill) -> None:
    due = bill(11980)
    raw = statement((11980, "Dora Oy", due.number), (-500, "Bank", "Fee"))
    for _turn in range(2):
        assert (
            desk.post("/payments/bank/statements/", {"file": SimpleUploadedFile("x.sta", raw)}).status_code
            == 303
        )
    page = text(desk.get("/payments/bank/"))
    assert (f"The payer named {due.number}." in page, "fits 100 of 100" in page) == (True, True)
    came, fee = StatementLine.objects.order_by("id")
    (out,) = re.findall(r'href="(/books/entries/new/[^"]+)"', page)
    begun = text(desk.get(unescape(out)))
    said = ('value="1000" selected', 'name="credit" value="5.00"', 'value="Bank Fee"')
    assert [one in begun for one in said] == [True] * 3
    assert desk.post(f"/payments/bank/{came.id}/confirmation/", {"item": due.id}).status_code == 303
    assert Item.objects.get(id=due.id).open_minor == 0
    assert desk.post(f"/payments/bank/{fee.id}/setting-aside/", {"reason": "Fee"}).status_code == 303
    assert "No booking waits" in text(desk.get("/payments/bank/"))
    assert desk.post(f"/payments/bank/{came.id}/undo/").status_code == 303
    assert "1 booking waits" in text(desk.get("/payments/bank/"))


def test_a_booking_without_a_suggestion_is_matched_by_hand_with_a_bill_that_was_found(
    desk: Client, bill: Bill
) -> None:
    large, small, dollars = bill(11980), bill(4000), bill(777, "USD", company_minor=740)
    raw = statement((5000, "Nobody", "Chairs"), (-500, "Bank", "Fee"))
    desk.post("/payments/bank/statements/", {"file": SimpleUploadedFile("x.sta", raw)})
    came, fee = StatementLine.objects.order_by("id")
    assert text(desk.get("/payments/bank/")).count('name="q"') == 1

    def found(words: str, line: StatementLine = came) -> list[int]:
        page = text(desk.get("/payments/bank/", {"line": str(line.id), "q": words}))
        return [int(one) for one in re.findall(r'name="item" value="(\d+)"', page)]

    assert large.order
    assert large.customer
    every = [large.id, small.id, dollars.id]
    assert [found(large.number), found("119,80"), found("7.77"), found("nothing")] == [
        [large.id], [large.id], [], [],
    ]  # fmt: skip
    assert [found(large.order.number), found(large.customer.name[1:5]), found("")] == [every] * 3
    assert (found("", fee), "No invoice fits." in text(desk.get(f"/payments/bank/?line={came.id}&q=x"))) == (
        [],
        True,
    )
    said = desk.post(f"/payments/bank/{came.id}/confirmation/", {"item": large.id}, follow=True)
    assert f'/payments/bank/{came.id}/undo/"' in text(said)
    assert Item.objects.get(id=large.id).open_minor == 6980
    desk.post(f"/payments/bank/{came.id}/undo/")
    assert Item.objects.get(id=large.id).open_minor == 11980
    desk.post(f"/payments/bank/{came.id}/confirmation/", {"item": small.id})
    left = Receipt.objects.get(reversed_at=None).item.open_minor
    assert (Item.objects.get(id=small.id).open_minor, left) == (0, 1000)


def test_a_customer_shows_what_is_open_and_sellers_register_nothing(bill: Bill, people: People) -> None:
    due = bill(11980)
    alice = browser(people.alice)
    assert due.number in text(alice.get(f"/customers/{due.customer_id}/"))
    assert alice.get("/payments/new/").status_code == 403
    assert alice.get("/payments/bank/").status_code == 403


def test_open_sums_and_bookings_are_checked(bill: Bill, people: People) -> None:
    due = bill(11980)
    new = NewReceipt(Money(11980, "EUR"), NOW.date(), invoice_ids=(due.invoice_id or 0,))
    receive([new], actor=people.actor("admin"), at=NOW)
    assert (list(checks.open_is_what_is_left()), list(checks.receipts_are_booked())) == ([], [])
    Item.objects.filter(id=due.id).update(open_minor=1)
    (fault,) = checks.open_is_what_is_left()
    assert due.number in fault


def test_a_payer_is_told_and_forgotten(bill: Bill, people: People) -> None:
    due = bill(11980)
    new = NewReceipt(
        Money(100, "EUR"), NOW.date(), customer_id=due.customer_id, payer_name="Dora D", payer_account="FI1"
    )
    receive([new], actor=people.actor("admin"), at=NOW)
    subject = gathered(Subject(is_whole=True, own={"customer": {due.customer_id or 0}}, names={"Dora D"}))
    assert exported(subject)["payments"][0]["payer_name"] == "Dora D"
    assert erased(subject, actor=people.actor("admin"), at=NOW)["payments"] == 1
    receipt = Receipt.objects.get()
    assert ("Dora" in receipt.payer_name, receipt.payer_account == "FI1", receipt.amount_minor) == (
        False,
        False,
        100,
    )
