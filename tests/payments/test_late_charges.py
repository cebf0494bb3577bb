"""Fee and interest that reminders asked for: kept of what came on top, never more than was asked, undone, waived."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from polku.access.actions import make_token
from polku.access.privacy import Subject, erased, exported, gathered
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.mail.actions import send_due
from polku.mail.models import Outgoing
from polku.payments import checks
from polku.payments.actions import (
    PlannedStep,
    change_rules,
    keep_late_charge,
    match,
    reverse,
    save_plan,
    take_statement,
    undo_match,
    waive,
    withdraw_waiver,
)
from polku.payments.logic.incoming import Match
from polku.payments.models import Allocation, Item, LateCharge, Receipt, Reminder, StatementLine, Waiver
from polku.payments.queries.charges import asked_of_customers, chargeable
from polku.payments.queries.standing import open_on
from polku.payments.queries.sums import paid
from polku.payments.web.of_invoice import of_invoice
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.mt940 import statement
from tests.payments.test_matching import balance, opens, pay
from tests.payments.test_pages import browser, text
from tests.payments.test_reminding import addressed as addressed
from tests.payments.test_reminding import sent


@pytest.fixture
def late(bill: Bill) -> Item:
    """A bill of 100.00 of which two letters asked for 7.00, then for 10.00 on top: 5.00 a letter, and interest."""
    item = bill(10_000, due=-50)
    for level, interest in ((1, 200), (2, 500)):
        Reminder.objects.create(item=item, level=level, fee_minor=500, interest_minor=interest, at=NOW)
    return item


def paid_with(people: People, late: Item, minor: int, **more: Any) -> Item:
    return pay(people, minor, invoice_ids=(late.invoice_id or 0,), **more)


def found() -> list[str]:
    kinds = (checks.open_is_what_is_left, checks.receipts_are_booked, checks.late_charges_are_booked)
    return [one for check in kinds for one in check()]


def panel(people: People, late: Item) -> str:
    """How the bill's page shows its payments."""
    told = of_invoice(people.actor("admin"), late.invoice_id or 0)
    return render_to_string("payments/invoice_panel.html", dict(told or {}, panel={"title": "Payments"}))


def test_what_was_asked_on_top_is_kept_as_income_and_given_back_to_the_cent(
    late: Item, people: People
) -> None:
    admin = people.actor("admin")
    money = paid_with(people, late, 10_700, order_id=late.order_id)
    assert late.order_id
    before = (opens(), balance("receivable"), paid([late.order_id]))
    assert before == ([0, 700], -10_700, {late.order_id: 10_700})
    (one,) = chargeable(admin, money)
    assert (one.bill.id, one.amount_minor) == (late.id, 700)
    said = f"What is left is exactly what a reminder of {late.number} asked for on top."
    assert str(one.reason) == said
    row = keep_late_charge(late.id, credit_id=money.id, actor=admin, at=NOW)
    assert (opens(), paid([late.order_id])) == ([0, 0, 0], {late.order_id: 10_000})
    assert [balance(one) for one in ("late_charges", "receivable", "vat_output")] == [-700, -10_000, 0]
    told = Event.objects.get(kind="payments.late_charge_kept")
    assert (told.case_id, told.payload["invoice_id"], told.payload["amount_minor"]) == (
        late.deal_id,
        late.invoice_id,
        700,
    )
    assert (found(), open_on(admin, NOW.date())) == ([], [])
    undo_match(row.id, actor=admin, at=NOW)
    assert (opens()[:2], balance("receivable"), paid([late.order_id])) == before
    assert (balance("late_charges"), found()) == (0, [])
    assert Event.objects.get(kind="payments.late_charge_returned").undoes_id == told.id
    assert [minor for _, minor in open_on(admin, NOW.date())] == [700]


def test_no_more_is_kept_than_was_asked_and_less_may_be(late: Item, people: People) -> None:
    admin = people.actor("admin")
    money = paid_with(people, late, 12_000)
    (one,) = chargeable(admin, money)
    assert (one.amount_minor, str(one.reason)) == (
        1500,
        f"Reminders of {late.number} asked for 15.00 EUR on top, as fee and interest.",
    )
    with pytest.raises(Refused, match=r"At most 15.00 EUR"):
        keep_late_charge(late.id, credit_id=money.id, amount_minor=1501, actor=admin, at=NOW)
    for amount in (500, None):
        keep_late_charge(late.id, credit_id=money.id, amount_minor=amount, actor=admin, at=NOW)
    with pytest.raises(Refused, match=r"At most 0.00 EUR"):
        keep_late_charge(late.id, credit_id=money.id, actor=admin, at=NOW)
    assert (opens()[1], balance("late_charges"), chargeable(admin, money), found()) == (500, -1500, [], [])


def test_only_what_came_on_top_of_a_paid_bill_of_the_same_customer_is_kept(
    late: Item, bill: Bill, people: People, dollars: None
) -> None:
    admin = people.actor("admin")
    part = paid_with(people, late, 9_000)
    with pytest.raises(Refused) as caught:
        keep_late_charge(late.id, credit_id=part.id, actor=admin, at=NOW)
    assert caught.value.code == "not_paid"
    rest = pay(people, 1_700, customer_id=late.customer_id)
    match([Match(late.id, rest.id, 1000)], actor=admin, at=NOW)
    note = bill(500, corrects=late)
    for credit, kind in ((note.id, NotFound), (10**6, NotFound), (pay(people, 9, "USD").id, Invalid)):
        with pytest.raises(kind):
            keep_late_charge(late.id, credit_id=credit, actor=admin, at=NOW)
    with pytest.raises(NotAllowed):
        keep_late_charge(late.id, credit_id=rest.id, actor=people.actor("alice"), at=NOW)
    keep_late_charge(late.id, credit_id=rest.id, actor=admin, at=NOW)
    assert balance("late_charges") == -700


def test_what_is_kept_goes_back_with_the_payment_of_the_bill_or_the_whole_payment(
    late: Item, people: People
) -> None:
    admin = people.actor("admin")
    money = paid_with(people, late, 10_700)
    first = Allocation.objects.get()
    keep_late_charge(late.id, credit_id=money.id, actor=admin, at=NOW)
    undo_match(first.id, actor=admin, at=NOW)
    assert (opens()[:2], balance("late_charges"), found()) == ([10_000, 10_700], 0, [])
    match([Match(late.id, money.id)], actor=admin, at=NOW)
    keep_late_charge(late.id, credit_id=money.id, actor=admin, at=NOW)
    reverse(money.receipt_id or 0, reason="It bounced", actor=admin, at=NOW)
    assert (opens()[:2], balance("late_charges"), balance("receivable")) == ([10_000, 0], 0, 0)
    assert found() == []


def test_interest_in_another_currency_is_worth_what_the_money_is(
    bill: Bill, people: People, dollars: None
) -> None:
    due = bill(10_000, "USD", company_minor=9_000)
    Reminder.objects.create(item=due, level=1, interest_minor=100, at=NOW)
    money = pay(people, 10_100, "USD", invoice_ids=(due.invoice_id or 0,))
    keep_late_charge(due.id, credit_id=money.id, actor=people.actor("admin"), at=NOW)
    assert (balance("late_charges"), balance("fx_gain"), opens()) == (-95, -500, [0, 0, 0])


def test_a_booking_of_bill_and_fee_is_sure_and_kept_with_it(late: Item, people: People) -> None:
    admin = people.actor("admin")
    change_rules(match_sure=True, actor=admin, at=NOW)
    (taken,) = take_statement(statement((11_000, "Dora Oy", late.number)), actor=admin, at=NOW)
    assert (taken.matched, opens()) == (1, [0, 1000])
    assert [one.amount_minor for one in chargeable(admin, Item.objects.get(kind="receipt"))] == [1000]


def test_a_waiver_stops_later_letters_from_asking_and_can_be_taken_back(
    addressed: Bill, people: People
) -> None:
    admin, due = people.actor("admin"), addressed(10_000, due=-50)
    steps = [PlannedStep(days, "Late", "Pay {sum}", fee_minor=500) for days in (1, 9, 20)]
    save_plan(name="All", steps=steps, actor=admin, at=NOW)
    with pytest.raises(Refused) as caught:
        waive(due.id, reason="Too early", actor=admin, at=NOW)
    assert (caught.value.code, sent(people, due)) == ("not_asked", [1])
    with pytest.raises(Invalid):
        waive(due.id, reason=" ", actor=admin, at=NOW)
    with pytest.raises(NotAllowed):
        waive(due.id, reason="Mine", actor=people.actor("alice"), at=NOW)
    assert due.customer_id
    asked = {(due.customer_id, "EUR"): 500}
    assert asked_of_customers([due.customer_id]) == asked
    row = waive(due.id, reason="A good customer", actor=admin, at=NOW)
    assert (asked_of_customers([due.customer_id]), sent(people, due, days=10)) == ({}, [2])
    assert list(Reminder.objects.order_by("id").values_list("fee_minor", flat=True)) == [500, 0]
    withdraw_waiver(row.id, actor=admin, at=NOW)
    assert asked_of_customers([due.customer_id]) == asked
    with pytest.raises(Refused):
        withdraw_waiver(row.id, actor=admin, at=NOW)
    assert sent(people, due, days=30) == [3]
    assert Reminder.objects.get(level=3).fee_minor == 500
    kinds = Event.objects.filter(subject_type="waiver").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["payments.late_charge_waived", "payments.waiver_withdrawn"]


def test_a_letter_that_waits_is_written_anew_without_what_is_waived(
    addressed: Bill, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)
    admin, due = people.actor("admin"), addressed(10_000, due=-50)
    step = PlannedStep(1, "Late", "Pay {sum}", fee_minor=500)
    save_plan(name="All", steps=[step], actor=admin, at=NOW)
    assert (sent(people, due), "€105.00" in Outgoing.objects.get().text) == ([1], True)
    waive(due.id, reason="Dora asked for it", actor=admin, at=NOW)
    send_due(at=NOW)
    assert ("€105.00" in Outgoing.objects.get().text, Reminder.objects.get().fee_minor) == (False, 0)
    whom = Subject(is_whole=True, own={"customer": {due.customer_id or 0}}, emails={"dora@dora.example"})
    subject = gathered(whom)
    assert "Dora asked for it" in {row.get("reason") for row in exported(subject)["payments"]}
    erased(subject, actor=admin, at=NOW)
    assert "Dora" not in Waiver.objects.get().reason


def test_the_pages_suggest_keep_undo_and_waive(late: Item, people: People) -> None:
    desk = browser(people.admin)
    raw = statement((10_700, "Dora Oy", late.number))
    desk.post("/payments/bank/statements/", {"file": SimpleUploadedFile("x.sta", raw)})
    page = text(desk.get("/payments/bank/"))
    assert "It is exactly what is open and what a reminder asked for on top." in page
    assert "Confirm, and keep €7.00 as fee and interest" in page
    line = f"/payments/bank/{StatementLine.objects.get().id}/"
    desk.post(f"{line}confirmation/", {"item": late.id, "keep": "1"})
    assert (opens(), balance("late_charges")) == ([0, 0, 0], -700)
    page = f"/payments/{Receipt.objects.get().id}/"
    shown = text(desk.get(page))
    assert ("Reminder fees and late interest" in shown, "In the books" in shown) == (True, True)
    invoice = panel(people, late)
    assert ("Asked for on top, as fee and interest" in invoice, "€8.00" in invoice) == (True, True)
    customer = text(desk.get(f"/customers/{late.customer_id}/"))
    assert ("Paid as fee and interest" in customer, "€7.00" in customer) == (True, True)
    entry = LateCharge.objects.get().allocation
    (charge,) = Item.objects.filter(kind="late_charge")
    assert desk.get(f"/payments/items/{charge.id}/")["Location"] == f"/invoices/{late.invoice_id}/"
    desk.post(f"/payments/matches/{entry.id}/undo/")
    assert "What is left is exactly what a reminder" in text(desk.get(page))
    said = desk.post(f"{page}late-charge/", {"item": late.id}, follow=True)
    assert "Kept as fee and interest." in text(said)
    desk.post(f"/payments/items/{late.id}/waiver/", {"reason": "A good customer"})
    shown = panel(people, late)
    assert ("A good customer" in shown, "Asked for on top" in shown) == (True, False)
    desk.post(f"/payments/waivers/{Waiver.objects.get().id}/removal/")
    assert "Asked for on top" in panel(people, late)
    assert found() == []


def test_a_booking_of_a_whole_reminder_pays_each_bill_and_keeps_the_rest(
    addressed: Bill, people: People
) -> None:
    admin, desk = people.actor("admin"), browser(people.admin)
    step = PlannedStep(1, "Late", "Pay {sum}", fee_minor=500)
    save_plan(name="All", steps=[step], actor=admin, at=NOW)
    first, second = addressed(10_000, due=-5), addressed(2_000, due=-5)
    assert sent(people, first, second) == [1, 1]
    change_rules(match_sure=True, actor=admin, at=NOW)
    raw = statement((12_500, "Dora Oy", f"{first.number} {second.number}"))
    (taken,) = take_statement(raw, actor=admin, at=NOW)
    assert taken.matched == 0
    page = desk.get("/payments/bank/")
    said = f"in one letter: {first.number}, {second.number}, and what comes on top."
    assert (said in text(page), "keep €5.00 as fee" in text(page)) == (True, True)
    line = StatementLine.objects.get().id
    desk.post(f"/payments/bank/{line}/confirmation/", {"item": [first.id, second.id], "keep": "1"})
    assert (opens(), balance("late_charges"), found()) == ([0, 0, 0, 0], -500, [])


def test_the_api_lists_keeps_undoes_and_waives(late: Item, people: People) -> None:
    _, secret = make_token(name="Shop", actor=people.actor("admin"), at=NOW)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def post(path: str, **body: Any) -> Any:
        answer = client.post(f"/api/v1{path}", data=body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    money = paid_with(people, late, 10_700)
    (one,) = client.get(f"/api/v1/receipts/{money.receipt_id}/late-charges").json()["late_charges"]
    assert (one["item_id"], one["amount_minor"]) == (late.id, 700)
    made = post(f"/items/{late.id}/late-charges", credit_id=money.id)
    assert (made["amount_minor"], made["credit_id"]) == (700, money.id)
    post(f"/matches/{made['id']}/undo")
    waiver = post(f"/items/{late.id}/waivers", reason="A good customer")
    assert client.get(f"/api/v1/receipts/{money.receipt_id}/late-charges").json() == {"late_charges": []}
    assert post(f"/waivers/{waiver['id']}/withdrawals")["ended_at"]
    assert client.get("/api/v1/receipts/999999/late-charges").status_code == 404
