"""What is ordered through a public form and paid first is billed by itself, and the buyer finds the bill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from polku.billing.actions.prepaying import bill_first
from polku.billing.actions.settings import change_settings
from polku.billing.models import Invoice
from polku.jobs.models import Job
from polku.jobs.runner import run_pending
from polku.mail.models import Outgoing
from polku.orders.actions import confirm_orders
from polku.orders.models import Order, OrderForm
from tests.conftest import NOW, People
from tests.orders.test_forms import form as form
from tests.orders.test_forms import send


def test_the_bill_is_made_mailed_and_shown_to_the_buyer(client: Client, form: OrderForm) -> None:
    OrderForm.objects.update(confirms=True)
    thanks = send(client, form)["Location"]
    order = Order.objects.get()
    assert (
        "Open the bill" in client.get(thanks).content.decode(),
        client.get(f"{thanks}bill/").status_code,
    ) == (
        False,
        404,
    )
    run_pending(NOW + timedelta(minutes=5))
    invoice = Invoice.objects.get()
    assert (invoice.kind, invoice.is_draft, invoice.payable_minor) == ("prepayment", False, order.gross_minor)
    letter = Outgoing.objects.get()
    assert (letter.to, invoice.number or "-" in letter.subject) == ("dora@kauppa.example", invoice.number)
    page = client.get(thanks).content.decode()
    assert f"Bill {invoice.number}: €251.00 is to be paid." in page
    assert client.get(f"{thanks}bill/")["Content-Type"] == "application/pdf"
    assert client.get(f"/o/{form.key}/thanks/none/bill/").status_code == 404
    assert bill_first([order.id], at=NOW) == []


def test_a_person_confirms_and_the_bill_follows(client: Client, form: OrderForm, people: People) -> None:
    send(client, form)
    run_pending(NOW + timedelta(minutes=5))
    assert Invoice.objects.count() == 0
    confirm_orders([Order.objects.get().id], actor=people.actor("alice"), at=NOW)
    run_pending(NOW + timedelta(minutes=5))
    assert Invoice.objects.get().kind == "prepayment"


@pytest.mark.parametrize("terms", ["pay_first", "due_date"])
def test_no_bill_where_the_company_looks_first_or_the_buyer_pays_later(
    client: Client, form: OrderForm, people: People, terms: str
) -> None:
    if terms == "pay_first":
        change_settings({"bills_forms_first": False}, actor=people.actor("admin"), at=NOW)
    OrderForm.objects.update(confirms=True, payment_terms=terms)
    send(client, form)
    assert Job.objects.filter(kind="billing.bill_forms_first").count() == 0
