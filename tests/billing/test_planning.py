"""Billing by plan, and tax that customers keep back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.billing import checks
from polku.billing.actions import credit, draft_by_plan, draft_from_shipped, draft_prepayment, issue, plan
from polku.billing.actions.settings import change_settings
from polku.billing.logic.einvoice import of_snapshot, validate
from polku.billing.logic.plans import Step, amounts, checked
from polku.billing.models import Invoice, PlanStep
from polku.billing.queries.papers import presented
from polku.books.models import Posting
from polku.catalogue.logic.lines import AskedLine
from polku.catalogue.models import Product
from polku.company.models import Company
from polku.company.queries import forget
from polku.contacts.models import Customer
from polku.kernel.errors import Invalid, Refused
from polku.orders.models import Order
from polku.ui import registry
from tests.billing.conftest import Bill, send_out
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.stock.conftest import Ask

D = Decimal
TODAY = NOW.date()
THIRDS = [Step(TODAY - timedelta(days=1), D("33.33")), Step(TODAY, D("33.33")), Step(TODAY, D("33.34"))]


def test_steps_come_to_the_whole_and_no_cent_is_lost() -> None:
    assert amounts(10_001, [D("33.33"), D("33.33"), D("33.34")]) == [3333, 3334, 3334]
    assert sum(amounts(99_999, [D(100) / 8] * 8)) == 99_999
    with pytest.raises(Invalid, match="more than 100"):
        checked([Step(TODAY, D(60)), Step(TODAY, D(50))])


def test_an_order_is_billed_by_plan_and_delivery_takes_it_off(
    chairs: Product, ask: Ask, admin: Actor, people: People
) -> None:
    order = ask((chairs, 3))
    steps = plan(order.id, THIRDS, actor=admin, at=NOW)
    office = Client()
    office.force_login(people.admin)
    assert order.number in office.get("/invoices/to-bill/").content.decode()
    rows = list(registry.today_sources.find("to_bill").load(admin, NOW))  # type: ignore[union-attr]
    assert [str(row.detail) for row in rows] == [f"Instalment {n} of 3 is due." for n in (1, 2, 3)]
    answer = office.post("/invoices/to-bill/", {"step": [one.id for one in steps], "issue": "1"})
    assert answer.status_code == 303
    sums = list(Invoice.objects.order_by("id").values_list("net_minor", flat=True))
    assert (sum(sums), len(sums)) == (order.net_minor, 3)
    again = draft_by_plan([steps[0].id], actor=admin, at=NOW)
    assert again[0].invoice is not None
    assert not again[0].invoice.is_draft
    send_out(order, admin)
    (last,) = draft_from_shipped([order.id], actor=admin, at=NOW)
    assert last.invoice is not None
    issue([last.invoice.id], actor=admin, at=NOW)
    last.invoice.refresh_from_db()
    assert (last.invoice.gross_minor, last.invoice.lines.count()) == (0, 4)
    assert [*checks.sums_are_those_of_lines(), *checks.postings_are_those_of_documents()] == []


def test_what_is_billed_stays_in_the_plan(chairs: Product, ask: Ask, admin: Actor, people: People) -> None:
    order = ask((chairs, 3))
    first, *_ = plan(order.id, THIRDS, actor=admin, at=NOW)
    (made,) = draft_by_plan([first.id], actor=admin, at=NOW)
    with pytest.raises(Refused, match="stays in the plan"):
        plan(order.id, [], actor=admin, at=NOW)
    kept = [Step(first.on_date, first.percent), Step(date(2027, 1, 1), D(10))]
    assert len(plan(order.id, kept, actor=admin, at=NOW)) == 2
    office = Client()
    office.force_login(people.admin)
    page = office.get(f"/orders/{order.id}/billing-plan/").content.decode()
    assert 'value="33.33"' in page
    wrong = office.post(f"/orders/{order.id}/billing-plan/", {"on_date": ["x"], "percent": ["5"]})
    assert (wrong.status_code, b"Each step has a day" in wrong.content) == (422, True)
    assert made.invoice is not None
    office.post(f"/invoices/{made.invoice.id}/discarding/")
    assert PlanStep.objects.filter(invoice=None).count() == 2


def test_a_plan_by_api(chairs: Product, ask: Ask, admin: Actor) -> None:
    order, door = ask((chairs, 2)), Door(admin)
    body = {"steps": [{"on_date": "2026-11-01", "percent": "50"}, {"on_date": "2026-12-01", "percent": "50"}]}
    status, told = door("PUT", f"/orders/{order.id}/billing-plan", body)
    assert (status, [one["amount_minor"] for one in told["steps"]]) == (200, [12550, 12550])
    ids = [one["id"] for one in told["steps"]]
    status, (first,) = door("POST", "/planned-invoices", {"step_ids": ids[:1], "issue": True})
    assert (status, first["step_id"], first["invoice"]["payable_minor"]) == (200, ids[0], 12550)
    _status, read = door("GET", f"/orders/{order.id}/billing-plan")
    assert [one["invoice_id"] for one in read["steps"]] == [first["invoice"]["id"], None]


@pytest.fixture
def advice(ask: Ask, goods: object, admin: Actor) -> Order:
    """Advice for 50.00 at 22 %, bought by a company of our country where tax is withheld."""
    Company.objects.update(country="IT")
    forget()
    Customer.objects.update(country="IT", vat_id="IT01234560124")
    change_settings(
        {"withholding_percent": D(20), "fund_percent": D(4), "legal_name": "Aava", "vat_id": "IT10987650032"},
        actor=admin,
        at=NOW,
    )
    line = AskedLine(
        description="Advice", kind="service", unit_price=D(50), tax_category="S", tax_percent=D(22)
    )
    return ask(line)


def test_tax_is_withheld_from_services(advice: Order, admin: Actor) -> None:
    draft = draft_prepayment(advice.id, actor=admin, at=NOW)
    issue([draft.id], actor=admin, at=NOW)
    row = Invoice.objects.get()
    assert (row.net_minor, row.tax_minor, row.withheld_minor, row.payable_minor) == (5200, 1144, 1000, 5344)
    owed = Posting.objects.filter(account__role="receivable").values_list("debit", "amount_minor")
    kept = Posting.objects.filter(account__role="withholding").values_list("debit", "amount_minor")
    assert (list(owed), list(kept)) == ([(True, 5344)], [(True, 1000)])
    assert [str(one) for one in validate(of_snapshot(row.snapshot)) if one.is_fault] == []
    shown = {one["label"]: one["value"] for one in presented(row.snapshot, is_draft=False)["totals"]}
    assert shown["Tax withheld, 20% of services"] == "-€10.00"
    note = credit(row.id, reason="All back", at_once=True, actor=admin, at=NOW)
    assert (note.gross_minor, note.withheld_minor, note.payable_minor) == (6344, 1000, 5344)
    assert [*checks.sums_are_those_of_lines(), *checks.postings_are_those_of_documents()] == []


def test_half_a_credit_note_gives_half_of_what_was_withheld(advice: Order, admin: Actor) -> None:
    draft = draft_prepayment(advice.id, actor=admin, at=NOW)
    issue([draft.id], actor=admin, at=NOW)
    from polku.billing.logic.incoming import CreditLine

    line = draft.lines.get(kind="service")
    half = credit(draft.id, [CreditLine(line.id, D("0.3"))], reason="Part", actor=admin, at=NOW)
    assert (half.net_minor, half.withheld_minor) == (1500, 300)
    rest = credit(draft.id, reason="Rest", actor=admin, at=NOW)
    assert rest.withheld_minor == 700


def test_nothing_is_withheld_abroad_or_from_goods(
    chairs: Product, ask: Ask, bill: Bill, admin: Actor
) -> None:
    change_settings({"withholding_percent": D(20)}, actor=admin, at=NOW)
    order = ask((chairs, 1))
    send_out(order, admin)
    assert bill(order).withheld_minor == 0
