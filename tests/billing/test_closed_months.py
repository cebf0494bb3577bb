"""A bill of a month whose books are closed is posted on its own day; its tax stays with the month of delivery."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from polku.access.logic import Actor
from polku.billing import checks
from polku.billing.actions import credit, discard, draft_from_shipped, issue
from polku.billing.actions.settings import change_settings
from polku.billing.models import Invoice
from polku.books.actions import close_period
from polku.books.models import Entry, Posting
from polku.books.queries import VatReport, postings, trial_balance, vat_report
from polku.kernel.errors import Refused
from polku.orders.models import Order
from tests.conftest import NOW, People
from tests.orders.door import Door

LATER = NOW + timedelta(days=20)


@pytest.fixture
def late(shipped: Order, admin: Actor) -> Invoice:
    """A draft of what left in November, whose books are closed, in December."""
    change_settings({"tax_point": "delivery"}, actor=admin, at=NOW)
    (made,) = draft_from_shipped([shipped.id], actor=admin, at=LATER)
    assert made.invoice is not None
    close_period(202611, reason="Done", actor=admin, at=LATER)
    return made.invoice


def month(number: int, admin: Actor) -> VatReport:
    return vat_report(admin, date_from=date(2026, number, 1), date_to=date(2026, number, 30))


def on_accounts(number: int) -> int:
    """Credits less debits of the tax on sales in a month of the ledger."""
    rows = Posting.objects.filter(account__role="vat_output", date__month=number)
    return sum(-row.company_minor if row.debit else row.company_minor for row in rows)


def test_it_is_posted_today_and_taxed_by_its_delivery(late: Invoice, admin: Actor) -> None:
    issue([late.id], actor=admin, at=LATER)
    late.refresh_from_db()
    assert (late.issue_date, late.tax_point) == (LATER.date(), NOW.date())
    assert late.snapshot["tax_point"] == NOW.date().isoformat()
    assert Entry.objects.get(kind="invoice").date == LATER.date()
    own, next_one = month(11, admin), month(12, admin)
    assert [(row.tax_key, row.base_minor, row.tax_minor) for row in own.sales] == [("S:25.5", 30000, 7650)]
    assert (own.elsewhere_minor, own.late_minor, next_one.sales) == (7650, 0, ())
    assert (next_one.elsewhere_minor, next_one.late_minor) == (0, 7650)
    for number, told in ((11, own), (12, next_one)):
        assert told.output_minor - told.elsewhere_minor + told.late_minor == on_accounts(number)
    behind = postings(
        admin, date_from=date(2026, 11, 1), date_to=date(2026, 11, 30), only={"tax_key": "S:25.5"}
    )
    assert behind.count() == own.sales[0].n == 2
    assert trial_balance(admin, date_to=date(2026, 11, 30)).difference_minor == 0
    assert [*checks.chain_is_whole(), *checks.sums_are_those_of_lines()] == []
    assert [*checks.postings_are_those_of_documents()] == []
    status, told_there = Door(admin)("GET", "/books/vat?date_from=2026-12-01&date_to=2026-12-31")
    assert (status, told_there["late_minor"], told_there["sales"]) == (200, 7650, [])


@time_machine.travel(LATER, tick=False)
def test_the_draft_says_so_and_a_closed_day_of_issue_refuses(
    late: Invoice, people: People, admin: Actor
) -> None:
    client = Client()
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("billing:invoice", args=[late.id])).content.decode()
    assert "The books of 2026-11 are closed" in page
    discard([late.id], actor=admin, at=LATER)
    answer = client.post(reverse("billing:to_bill"), {"id": late.order_id, "issue": "1"})
    page = client.get(answer["Location"]).content.decode()
    assert "Posted today, as the books of their months are closed: INV-2026-0001." in page
    note = credit(Invoice.objects.get().id, reason="Wrong", actor=admin, at=LATER)
    close_period(202612, reason="Done", actor=admin, at=LATER)
    with pytest.raises(Refused, match="2026-12 are closed"):
        issue([note.id], actor=admin, at=LATER)
