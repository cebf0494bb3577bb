"""Pages of invoices, each looked at once, and their deeds."""

from __future__ import annotations

import pytest
from django.test import Client

from polku.access.logic import Actor
from polku.billing.actions import draft_from_shipped
from polku.billing.actions.settings import change_settings
from polku.billing.events import InvoiceSent
from polku.billing.models import Invoice
from polku.catalogue.models import Product
from polku.eventlog.models import Event
from polku.mail.models import Outgoing
from polku.orders.models import Order
from polku.ui import registry
from polku.ui.locale_formats import full_day
from tests.billing.conftest import Bill, send_out
from tests.conftest import NOW, People
from tests.stock.conftest import Ask


@pytest.fixture
def office(people: People) -> Client:
    client = Client()
    client.force_login(people.admin)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_orders_are_chosen_and_billed_together(
    chairs: Product, ask: Ask, admin: Actor, office: Client
) -> None:
    orders = [ask((chairs, 1)), ask((chairs, 2))]
    for order in orders:
        send_out(order, admin)
    page = text(office, "/invoices/to-bill/")
    assert all(order.number in page for order in orders)
    rows = list(registry.today_sources.find("to_bill").load(admin, NOW))  # type: ignore[union-attr]
    assert len(rows) == 2
    office.post("/invoices/to-bill/", {"id": [one.id for one in orders]})
    ids = list(Invoice.objects.values_list("id", flat=True))
    assert len(ids) == 2
    assert office.post(f"/invoices/discardings/?id={ids[0]}&id={ids[1]}").status_code == 303
    assert office.post(f"/invoices/discardings/?id={ids[0]}&id={ids[1]}").status_code == 404
    answer = office.post("/invoices/to-bill/", {"id": [one.id for one in orders], "issue": "1"})
    assert answer.status_code == 303
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["INV-2026-0001", "INV-2026-0002"] or (
        Invoice.objects.filter(state="issued").count() == 2
    )
    assert "All is billed" in text(office, "/invoices/to-bill/")


def test_today_says_what_bills_lack_of_their_sender_once_something_is_ordered(
    chairs: Product, ask: Ask, admin: Actor
) -> None:
    load = registry.today_sources.find("seller").load  # type: ignore[union-attr]
    change_settings({"line1": "Kuja 1", "vat_id": "FI12345671"}, actor=admin, at=NOW)
    assert load(admin, NOW) == []
    ask((chairs, 1))
    assert [(one.title, one.url) for one in load(admin, NOW)] == [("Account (IBAN)", "/settings/invoices/")]
    change_settings({"iban": "FI2112345600000785"}, actor=admin, at=NOW)
    assert load(admin, NOW) == []


def test_a_draft_is_issued_sent_and_credited(shipped: Order, admin: Actor, office: Client) -> None:
    (made,) = draft_from_shipped([shipped.id], actor=admin, at=NOW)
    assert made.invoice is not None
    url = f"/invoices/{made.invoice.id}/"
    assert "Draft: not issued yet" in text(office, url)
    assert office.post(f"{url}issue/").status_code == 303
    page = text(office, url)
    loss = "Write off €376.50? It counts as a loss."
    for said in ("Aava Oy", "Dora Oy", "Chair", "€376.50", "It was not sent from here yet.", loss):
        assert said in page
    assert office.post(f"{url}sending/", {"to": "dora@example.org", "message": "Hi"}).status_code == 303
    assert office.post(f"{url}sending/", {"to": "dora@example.org", "message": "Hi"}).status_code == 303
    told = text(office, url)
    assert Event.objects.get(kind=InvoiceSent.kind).payload["waits"]
    assert ("dora@example.org" in told, "Not mailed: no mail server is set up" in told) == (True, True)
    invoice = Invoice.objects.get()
    assert invoice.due_date is not None
    assert f"Due: {full_day(invoice.due_date)}" in Outgoing.objects.get().text
    line = invoice.lines.get()
    assert f"line_{line.id}" in text(office, f"{url}credit-note/")
    wrong = office.post(f"{url}credit-note/", {"reason": "", f"line_{line.id}": "1"})
    assert wrong.status_code == 422
    done = office.post(f"{url}credit-note/", {"reason": "Late", f"line_{line.id}": "1", "at_once": "on"})
    assert done.status_code == 303
    note = Invoice.objects.get(kind="credit_note")
    assert (note.gross_minor, note.is_draft) == (12550, False)
    assert (note.number or "") in text(office, url)
    assert f"{url}credit-note/" in text(office, url)
    rest = {"reason": "All of it", f"line_{line.id}": "2", "at_once": "on"}
    assert office.post(f"{url}credit-note/", rest).status_code == 303
    page = text(office, url)
    assert (f'{url}credit-note/"' in page, '<span class="tag">Credited</span>' in page) == (False, True)
    assert office.get(f"{url}files/pdf")["Content-Type"] == "application/pdf"


def test_the_list_is_searched_filtered_and_taken_along(shipped: Order, bill: Bill, office: Client) -> None:
    assert "No invoices yet" in text(office, "/invoices/")
    invoice = bill(shipped)
    for query in ("", "?q=dora", "?state=issued&kind=invoice", "?from=2026-11-01&to=2026-11-30&sort=-sum"):
        assert str(invoice.number) in text(office, f"/invoices/{query}")
    for query in ("?state=draft", "?q=nobody", "?kind=credit_note"):
        assert "No invoice fits" in text(office, f"/invoices/{query}")
    csv = b"".join(office.get("/invoices/export/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"INV-" in csv
    assert b"376.50" in csv


def test_deal_and_customer_show_their_invoices(shipped: Order, bill: Bill, office: Client) -> None:
    invoice = bill(shipped)
    for address in (f"/deals/{invoice.deal_id}/", f"/customers/{invoice.customer_id}/"):
        assert str(invoice.number) in text(office, address)


def test_it_is_set_up(office: Client, people: People) -> None:
    assert "Account (IBAN)" in text(office, "/settings/invoices/")
    sent = {
        "legal_name": "Aava Oy",
        "iban": "FI21 1234 5600 0007 85",
        "rounding": "line",
        "tax_point": "issue",
    }
    assert office.post("/settings/invoices/", sent).status_code == 303
    assert office.post("/settings/invoices/", sent | {"iban": "FI0"}).status_code == 422


def test_a_page_takes_as_many_statements_for_three_rows_as_for_one(
    chairs: Product, ask: Ask, admin: Actor, bill: Bill, office: Client
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(office, "/invoices/")
        return len(seen)

    counted = []
    for _ in range(3):
        order = ask((chairs, 1))
        send_out(order, admin)
        bill(order)
        counted.append(statements())
    assert counted[1] == counted[2]
