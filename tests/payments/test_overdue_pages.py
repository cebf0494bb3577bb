"""The pages of late bills: who owes what, reminders with a preview, promises, disputes, plans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from polku.catalogue.models import CustomerGroup
from polku.company.queries import day_of
from polku.contacts.models import Contact, Customer
from polku.deals.models import Deal
from polku.kernel.words import Text
from polku.mail.models import Outgoing
from polku.payments import checks
from polku.payments.actions import note_promise, remind
from polku.payments.models import (
    Dispute,
    DunningPlan,
    DunningStep,
    Item,
    PaymentRules,
    Promise,
    Reminder,
    Voucher,
)
from polku.payments.queries.owing import owing
from polku.payments.web.today import bookings, chases
from polku.ui import registry
from tests.conftest import NOW, People
from tests.payments.conftest import Bill
from tests.payments.test_pages import browser, text


@pytest.fixture
def desk(people: People) -> Client:
    return browser(people.admin)


@pytest.fixture
def late(bill: Bill, deal: Deal) -> Item:
    """A bill five days late by the clock, of a customer who can be written to."""
    Contact.objects.create(customer=deal.customer, name="Dora", email="dora@dora.example", recorded_at=NOW)
    item = bill(11980)
    Item.objects.filter(id=item.id).update(due_date=day_of(timezone.now()) - timedelta(days=5))
    item.refresh_from_db()
    return item


def test_late_bills_stand_by_customer_with_ways_to_their_documents(
    desk: Client, late: Item, people: People
) -> None:
    page = text(desk.get("/payments/overdue/"))
    links = (f"/invoices/{late.invoice_id}/", f"/orders/{late.order_id}/", f"/orders/{late.order_id}/cycle/")
    assert all(f'href="{one}"' in page for one in (*links, f"/deals/{late.deal_id}/"))
    assert ("5 days late" in page, "Remind of 1 that is due" in page) == (True, True)
    assert late.number not in text(browser(people.charlie).get("/payments/overdue/"))
    theirs = text(browser(people.alice).get("/payments/overdue/"))
    assert (late.number in theirs, "checkbox" in theirs) == (True, False)


def test_who_owes_most_stands_first_however_large_bills_are(bill: Bill, deal: Deal, people: People) -> None:
    large = 10**13
    mine = bill(large, due=-5)
    other = Customer.objects.create(
        name="Large", owner_id=deal.owner_id, team_id=deal.team_id, recorded_at=NOW
    )
    dollars = bill(large, "USD", company_minor=large * 9 // 10 + 1, due=-5)
    yen = bill(large, "JPY", company_minor=large // 2, due=-5)
    Item.objects.filter(id__in=[dollars.id, yen.id]).update(customer=other)
    admin = people.actor("admin")
    (first, second), more = owing(admin, today=NOW.date())
    assert (first.customer, second.customer, more) == (other, mine.customer, False)
    Item.objects.filter(id=yen.id).update(open_minor=1)
    (first, _second), _more = owing(admin, today=NOW.date())
    assert first.customer == mine.customer
    assert [(one.currency, one.total) for one in first.sums] == [("EUR", large)]


@pytest.mark.parametrize(
    ("state", "count"), [("due", 1), ("promised", 0), ("broken", 0), ("disputed", 0), ("?", 1)]
)
def test_late_bills_of_a_state_alone(desk: Client, late: Item, state: str, count: int) -> None:
    assert text(desk.get("/payments/overdue/", {"state": state})).count("<li data-item>") == count


def test_reminders_are_seen_before_they_are_sent(desk: Client, late: Item) -> None:
    shown = text(desk.get("/payments/overdue/reminders/", {"state": "due"}))
    assert ("dora@dora.example" in shown, "Send 1 letter" in shown, Outgoing.objects.count()) == (
        True,
        True,
        0,
    )
    assert desk.post("/payments/overdue/reminders/", {"id": [late.id]}).status_code == 303
    assert Outgoing.objects.get().to == "dora@dora.example"
    page = text(desk.get("/payments/overdue/"))
    told = ("Reminder 1", "Not mailed: no mail server is set up", "I handed it over")
    assert [one in page for one in told] == [True] * 3


def test_a_promise_and_a_dispute_are_noted_in_dialogs(desk: Client, late: Item) -> None:
    form = text(desk.get(f"/payments/items/{late.id}/promise/"))
    assert 'value="119.80"' in form
    said = {"by_date": str(day_of(timezone.now()) + timedelta(days=3)), "amount": "100", "note": "By phone"}
    assert desk.post(f"/payments/items/{late.id}/promise/", said).status_code == 303
    assert "Promised: €100.00" in text(desk.get("/payments/overdue/?state=promised"))
    wrong = desk.post(f"/payments/items/{late.id}/promise/", said | {"amount": "200"})
    assert (wrong.status_code, "At most 119.80" in text(wrong).replace("EUR ", "")) == (422, True)
    assert desk.post(f"/payments/promises/{Promise.objects.get().id}/removal/").status_code == 303
    desk.post(f"/payments/items/{late.id}/dispute/", {"reason": "Another bill"})
    assert desk.post(f"/payments/disputes/{Dispute.objects.get().id}/removal/").status_code == 303
    assert desk.post(f"/payments/items/{late.id}/dispute/", {"reason": "A leg is loose"}).status_code == 303
    assert "A leg is loose" in text(desk.get("/payments/overdue/"))
    assert "A leg is loose" in text(desk.get("/payments/overdue/reminders/", {"id": [late.id]}))
    row = Dispute.objects.get(closed_at=None)
    assert desk.post(f"/payments/disputes/{row.id}/closure/", {"outcome": "Sent a leg"}).status_code == 303
    assert desk.post(f"/payments/disputes/{row.id}/reopening/").status_code == 303
    assert Dispute.objects.get(closed_at=None).reason == row.reason
    assert desk.get("/payments/disputes/99999/closure/").status_code == 404


def test_today_shows_calls_and_broken_promises_to_who_chases(
    late: Item, people: People, desk: Client
) -> None:
    admin = people.actor("admin")
    assert [row.key for row in chases(admin, timezone.now())] == ["reminders"]
    Contact.objects.all().delete()
    (answer,) = remind([late.id], actor=admin, at=timezone.now())
    assert answer.reminder
    row = note_promise(late.id, by_date=NOW.date(), actor=admin, at=NOW)
    Promise.objects.filter(id=row.id).update(ended_at=NOW, outcome="broken")
    found = chases(admin, timezone.now())
    assert [one.key for one in found] == [f"chase-{answer.reminder.id}", f"promise-{row.id}"]
    assert desk.post(f"/payments/reminders/{answer.reminder.id}/done/").status_code == 303
    assert Reminder.objects.get().done_at is not None
    assert bookings(admin, NOW) == []
    assert {"chases", "bookings"} <= {one.key for one in registry.today_sources.for_actor(admin)}


def test_rules_are_set_on_their_page(desk: Client) -> None:
    said = {"small": "0,05", "match_sure": "on", "remind_daily": "on"}
    assert desk.post("/settings/payments/", said).status_code == 303
    row = PaymentRules.objects.get()
    assert (row.small_minor, row.match_sure, row.remind_daily) == (5, True, True)
    wrong = desk.post("/settings/payments/", {"small": "1000"})
    assert (wrong.status_code, "at most 100.00" in text(wrong)) == (422, True)


def test_the_ready_plan_is_changed_and_another_one_made_for_a_group(desk: Client) -> None:
    CustomerGroup.objects.create(key="vip", name=Text.of("Our best"))
    assert "Friendly" not in text(desk.get("/settings/payments/plans/new/"))
    steps: dict[str, Any] = {
        "level": ["1", ""], "days": ["5", ""], "channel": ["mail", "mail"], "subject": ["Hello", ""],
        "text": ["Pay {sum}", ""], "fee": ["5", ""], "interest": ["8,5", ""],
    }  # fmt: skip
    assert desk.post("/settings/payments/plans/new/", {"name": "Ours", "tier": ""} | steps).status_code == 303
    step = DunningStep.objects.get()
    assert (step.fee_minor, str(step.interest_percent.normalize()), step.subject.to("fi")) == (
        500,
        "8.5",
        "Maksumuistutus",
    )
    assert step.subject.to("en") == "Hello"
    assert (
        desk.post(
            "/settings/payments/plans/new/?group=1", {"name": "Best", "tier": "vip"} | steps
        ).status_code
        == 303
    )
    wrong = desk.post(
        "/settings/payments/plans/new/?group=1", {"name": "X", "tier": "vip"} | steps | {"fee": ["a", ""]}
    )
    assert wrong.status_code == 422
    plan = DunningPlan.objects.get(tier="vip")
    assert "Our best" in text(desk.get("/settings/payments/"))
    assert "Pay {sum}" in text(desk.get(f"/settings/payments/plans/{plan.id}/"))
    assert (
        desk.post(f"/settings/payments/plans/{plan.id}/", {"name": "B", "tier": "vip"} | steps).status_code
        == 303
    )
    assert desk.post(f"/settings/payments/plans/{plan.id}/removal/").status_code == 303
    assert desk.get(f"/settings/payments/plans/{plan.id}/").status_code == 404


def test_orders_and_deals_show_the_money_that_came(desk: Client, late: Item) -> None:
    said = {
        "of": late.number,
        "amount": "10",
        "currency": "EUR",
        "received_date": str(date(2026, 11, 20)),
        "method": "cash",
    }
    assert desk.post("/payments/new/", said).status_code == 303
    for page in (f"/orders/{late.order_id}/", f"/deals/{late.deal_id}/"):
        assert "R-2026-0001" in text(desk.get(page))


def test_cash_says_its_change_and_a_voucher_pays_and_is_given_back(desk: Client, late: Item) -> None:
    said = {"amount": "119.80", "currency": "EUR", "received_date": "2026-11-20", "of": late.number}
    less = desk.post("/payments/new/", said | {"method": "cash", "given": "100"})
    assert (less.status_code, "Less was given" in text(less)) == (422, True)
    answer = desk.post("/payments/new/", said | {"method": "cash", "given": "150"})
    page = text(desk.get(answer["Location"]))
    assert ("€150.00" in page, "€30.20" in page, f"/invoices/{late.invoice_id}/" in page) == (
        True,
        True,
        True,
    )
    assert desk.post("/payments/new/", said | {"method": "voucher"}).status_code == 422
    card = Voucher.objects.create(
        code="GIFT", currency="EUR", amount_minor=5000, left_minor=5000, issued_at=NOW
    )
    paid = {"amount": "20", "method": "voucher", "voucher_code": "GIFT", "of": ""}
    answer = desk.post("/payments/new/", said | paid)
    card.refresh_from_db()
    assert (card.left_minor, list(checks.vouchers_add_up())) == (3000, [])
    assert desk.post(f"{answer['Location']}reversal/", {"reason": "Wrong"}).status_code == 303
    card.refresh_from_db()
    assert (card.left_minor, list(checks.vouchers_add_up())) == (5000, [])
