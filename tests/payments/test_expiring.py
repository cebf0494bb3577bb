"""Vouchers that hold no longer become income, exactly once; the VAT of a bad debt comes off where the rules say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from polku.access.logic import SYSTEM
from polku.books.actions import Line, NewEntry, post
from polku.books.queries import trial_balance, vat_report
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed
from polku.kernel.money import Money
from polku.orders.models import Order
from polku.payments.actions import (
    NewVoucher,
    change_rules,
    expire_daily,
    expire_vouchers,
    extend_voucher,
    issue_vouchers,
    receive,
    undo_match,
    write_off,
)
from polku.payments.logic.incoming import NewReceipt
from polku.payments.logic.relief import Taxed, loss
from polku.payments.models import Item, Voucher
from polku.payments.web.of_invoice import of_invoice
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_matching import balance
from tests.payments.test_pages import browser, text
from tests.payments.test_vouchers import sound

LAST = NOW.date() + timedelta(days=10)
LATER = NOW + timedelta(days=12)


@pytest.fixture
def voucher(people: People, bill: Bill) -> Voucher:
    """A voucher of 50.00 of which 30.00 was spent, beside one that holds for ever."""
    actor, item = people.actor("admin"), bill(3000)
    made = issue_vouchers(
        [
            NewVoucher(Money(5000, "EUR"), method="cash", expires_on=LAST),
            NewVoucher(Money(700, "EUR"), method="cash"),
        ],
        actor=actor,
        at=NOW,
    )
    spent = NewReceipt(
        Money(3000, "EUR"), NOW.date(), method="voucher", voucher_code=made[0].code,
        invoice_ids=(item.invoice_id or 0,),
    )  # fmt: skip
    (done,) = receive([spent], actor=actor, at=NOW)
    assert done.error is None
    return made[0]


def test_what_is_left_of_an_expired_voucher_becomes_income_once(voucher: Voucher, people: People) -> None:
    actor = people.actor("admin")
    assert list(expire_vouchers(actor=actor, at=NOW + timedelta(days=10))) == []  # its last day
    assert [row.id for row in expire_vouchers(actor=actor, at=LATER)] == [voucher.id]
    assert list(expire_vouchers(actor=actor, at=LATER)) == []
    voucher.refresh_from_db()
    assert (voucher.left_minor, voucher.expired_minor) == (0, 2000)
    assert (balance("vouchers"), balance("vouchers_expired")) == (-700, -2000)
    told = Event.objects.get(kind="payments.voucher_expired").payload
    assert (told["voucher_id"], told["amount_minor"]) == (voucher.id, 2000)
    sound()
    with pytest.raises(NotAllowed):
        expire_vouchers(actor=people.actor("alice"), at=LATER)


def test_an_expired_voucher_is_brought_back_to_the_cent(voucher: Voucher, people: People) -> None:
    actor = people.actor("admin")
    expire_vouchers(actor=actor, at=LATER)
    with pytest.raises(Invalid, match="past"):
        extend_voucher(voucher.id, until=LAST, actor=actor, at=LATER)
    until = LAST + timedelta(days=30)
    row = extend_voucher(voucher.id, until=until, actor=actor, at=LATER)
    assert (row.left_minor, row.expired_minor, row.expires_on) == (2000, 0, until)
    assert (balance("vouchers"), balance("vouchers_expired")) == (-2700, 0)
    sound()
    expire_vouchers(actor=actor, at=LATER + timedelta(days=40))
    extend_voucher(voucher.id, until=None, actor=actor, at=LATER)
    assert (balance("vouchers"), balance("vouchers_expired")) == (-2700, 0)
    sound()


def test_vouchers_expire_by_night_where_the_rules_say_so(voucher: Voucher, people: People) -> None:
    expire_daily(actor=SYSTEM, at=LATER)
    assert balance("vouchers_expired") == 0
    change_rules(expire_vouchers=True, actor=people.actor("admin"), at=NOW)
    expire_daily(actor=SYSTEM, at=LATER)
    assert balance("vouchers_expired") == -2000


def test_the_page_books_and_extends_them(voucher: Voucher, people: People) -> None:
    desk: Client = browser(people.admin)
    Voucher.objects.filter(id=voucher.id).update(expires_on=NOW.date() - timedelta(days=400))
    shown = text(desk.get("/payments/vouchers/"))
    assert ("Book 1 expired voucher as income" in shown, shown.count("expired")) == (True, 2)
    assert desk.post("/payments/vouchers/expiry/").status_code == 303
    shown = text(desk.get("/payments/vouchers/"))
    assert ("became income" in shown, "Book 1 expired" in shown) == (True, False)
    wrong = desk.post(f"/payments/vouchers/{voucher.id}/extension/", {"expires_on": "2001-01-01"})
    assert wrong.status_code == 422
    assert (
        desk.post(f"/payments/vouchers/{voucher.id}/extension/", {"expires_on": "2999-01-01"}).status_code
        == 303
    )
    voucher.refresh_from_db()
    assert voucher.left_minor == 2000


def test_each_rates_share_of_what_is_open_comes_off() -> None:
    taxed = [Taxed("S:10", 1000, 100, 1000, 100), Taxed("S:25.5", 2000, 510, 2000, 510)]
    lines, tax = loss(taxed, left=Money(1805, "EUR"), worth=1805, of=3610, own="EUR")
    assert [(one.role, one.amount.minor, one.tax_key) for one in lines] == [
        ("bad_debt", 500, "S:10"),
        ("vat_output", 50, "S:10"),
        ("bad_debt", 1000, "S:25.5"),
        ("vat_output", 255, "S:25.5"),
    ]
    assert tax == 305


@pytest.mark.parametrize("left", [1, 2, 3, 7, 33, 1203, 3609])
def test_a_loss_is_whole_whatever_is_open(left: int) -> None:
    taxed = [Taxed("S:10", 1000, 100, 900, 90), Taxed("S:25.5", 2000, 510, 1800, 459)]
    worth = left * 9 // 10
    lines, _tax = loss(taxed, left=Money(left, "USD"), worth=worth, of=3610, own="EUR")
    assert sum(one.amount.minor for one in lines) == left
    assert sum(one.company_minor or 0 for one in lines) == worth
    assert min(one.amount.minor for one in lines) >= 0


def test_the_tax_of_a_bad_debt_comes_off_and_comes_back(people: People, bill: Bill) -> None:
    actor, item = people.actor("admin"), bill(12550)
    booked = NewEntry(
        date=NOW.date(),
        kind="invoice",
        source=("invoice", item.invoice_id or 0),
        lines=(
            Line(role="receivable", debit=Money(12550, "EUR")),
            Line(role="revenue_goods", credit=Money(10000, "EUR"), tax_key="S:25.5"),
            Line(role="vat_output", credit=Money(2550, "EUR"), tax_key="S:25.5"),
        ),
    )
    post([booked], actor=actor, at=NOW)
    paid = NewReceipt(Money(2550, "EUR"), NOW.date(), invoice_ids=(item.invoice_id or 0,))
    (done,) = receive([paid], actor=actor, at=NOW)
    assert done.error is None
    kept = write_off(item.id, actor=actor, at=NOW)  # the rule is off: nothing of the tax
    assert (balance("bad_debt"), balance("vat_output")) == (10000, -2550)
    undo_match(kept.id, actor=actor, at=NOW)
    change_rules(relieve_tax=True, actor=actor, at=NOW)
    row = write_off(item.id, actor=actor, at=NOW)
    assert (balance("bad_debt"), balance("vat_output"), balance("receivable")) == (7968, -518, 0)
    report = vat_report(SYSTEM, date_from=NOW.date(), date_to=NOW.date())
    assert [(one.tax_key, one.base_minor, one.tax_minor) for one in report.sales] == [("S:25.5", 2032, 518)]
    assert (report.relieved_minor, report.due_minor) == (2032, 518)
    assert trial_balance(SYSTEM, date_to=NOW.date()).difference_minor == 0
    assert Event.objects.filter(kind="payments.bill_written_off").latest("id").payload["tax_minor"] == 2032
    undo_match(row.id, actor=actor, at=NOW)
    report = vat_report(SYSTEM, date_from=NOW.date(), date_to=NOW.date())
    assert (report.relieved_minor, report.due_minor) == (0, 2550)
    sound()


def test_the_panel_of_a_bill_says_what_a_loss_and_a_rate_did(
    people: People, bill: Bill, dollars: None, order: Order
) -> None:
    actor, lost, paid = people.actor("admin"), bill(12550), bill(10000, "USD", company_minor=9000)

    def panel(item: Item) -> str:
        found = of_invoice(actor, item.invoice_id or 0)
        return render_to_string("payments/invoice_panel.html", dict(found or {}, panel={"title": "Payments"}))

    change_rules(relieve_tax=True, actor=actor, at=NOW)
    assert "It counts as a loss, and its VAT comes off." in panel(lost)
    row = write_off(lost.id, actor=actor, at=NOW)
    assert f'href="/books/entries/{row.entry_id}/">Written off' in panel(lost)
    desk = browser(people.admin)
    document = f"/payments/items/{row.credit_id}/"
    assert document in desk.get(f"/books/entries/{row.entry_id}/").content.decode()
    assert desk.get(document).headers["Location"] == f"/invoices/{lost.invoice_id}/"
    euros = NewReceipt(
        Money(9500, "EUR"), NOW.date(), customer_id=order.customer_id, invoice_ids=(paid.invoice_id or 0,)
    )
    (done,) = receive([euros], actor=actor, at=NOW)
    (match,) = paid.credits.all()
    told = f'href="/books/entries/{match.entry_id}/">Differences of exchange'
    assert (told in panel(paid), "€95.00" in panel(paid)) == (True, True)
    assert desk.get(f"/payments/matches/{match.id}/").headers["Location"] == f"/invoices/{paid.invoice_id}/"
    shown = desk.get(f"/payments/{done.receipt.id if done.receipt else 0}/")
    assert told in shown.content.decode()
