"""Invoices by API: prepared, issued, credited, sent and downloaded, with a known number of statements."""

from __future__ import annotations

import pytest
import time_machine

from polku.access.logic import Actor
from polku.billing.actions.settings import change_settings
from polku.billing.models import Invoice
from polku.kernel.errors import Invalid, NotAllowed
from polku.mail.models import Outgoing
from polku.orders.models import Order
from tests.billing.conftest import Bill
from tests.conftest import NOW, People
from tests.orders.door import Door


@pytest.fixture
def office(admin: Actor) -> Door:
    return Door(admin)


@time_machine.travel(NOW)
def test_what_was_shipped_is_billed_and_issued_by_one_request(shipped: Order, office: Door) -> None:
    status, (answer,) = office("POST", "/invoices", {"order_ids": [shipped.id], "issue": True}, key="a")
    assert (status, answer["invoice"]["number"], answer["problem"]) == (200, "INV-2026-0001", None)
    again = office("POST", "/invoices", {"order_ids": [shipped.id], "issue": True}, key="a")
    assert again == (200, [answer])
    status, full = office("GET", f"/invoices/{answer['invoice']['id']}")
    assert (full["lines"][0]["quantity"], full["taxes"][0]["tax_minor"]) == ("3", 7650)
    assert full["document"]["totals"]["payable_minor"] == full["payable_minor"] == 37650
    (none,) = office("POST", "/invoices", {"order_ids": [shipped.id]})[1]
    assert none["problem"] == "Nothing of the order O-2026-0001 is left to bill."


@time_machine.travel(NOW)
def test_it_is_credited_and_sent(shipped: Order, bill: Bill, office: Door) -> None:
    invoice = bill(shipped)
    body = {"reason": "Scratched", "issue": True}
    status, note = office("POST", f"/invoices/{invoice.id}/credit-notes", body)
    assert (status, note["number"], note["corrects_id"]) == (201, "CN-2026-0001", invoice.id)
    status, sent = office("POST", f"/invoices/{invoice.id}/sendings", {"to": "dora@example.org"})
    assert (status, sent["to"]) == (201, "dora@example.org")
    row = Outgoing.objects.get()
    assert (row.subject, len(row.files)) == ("Invoice INV-2026-0001, Aava Oy", 2)
    assert "EUR" in row.text or "€376.50" in row.text
    again = office("POST", f"/invoices/{invoice.id}/sendings", {"to": "dora@example.org"})
    assert again[0] == 201
    assert len({tuple(one.files) for one in Outgoing.objects.all()}) == 1
    assert office("POST", f"/invoices/{invoice.id}/sendings", {"to": "nobody"})[0] == 422
    assert office("DELETE", f"/invoices/{invoice.id}")[0] == 409 or Invoice.objects.filter(id=invoice.id)


def test_its_files_are_downloaded(shipped: Order, bill: Bill, office: Door) -> None:
    invoice = bill(shipped)
    for kind, head in (("pdf", b"%PDF"), ("ubl", b"<?xml"), ("cii", b"<?xml")):
        answer = office.client.get(f"/api/v1/invoices/{invoice.id}/files/{kind}", headers=office.headers)
        assert answer.content[: len(head)] == head
    assert office("GET", f"/invoices/{invoice.id}/files/odf")[0] == 422


def test_billing_takes_few_statements(shipped: Order, office: Door, bill: Bill) -> None:
    sql, answer = office.statements("POST", "/invoices", {"order_ids": [shipped.id]})
    drafting = [one for one in sql if "SAVEPOINT" not in one]
    sql, _ = office.statements("POST", f"/invoices/{answer[0]['invoice']['id']}/issues")
    issuing = [one for one in sql if "SAVEPOINT" not in one]
    assert len(drafting) <= 18, "\n".join(one[:140] for one in drafting)
    assert len(issuing) <= 26, "\n".join(one[:140] for one in issuing)


def test_only_who_may_sets_up_and_what_cannot_be_is_refused(admin: Actor, people: People) -> None:
    with pytest.raises(NotAllowed):
        change_settings({"iban": ""}, actor=people.actor("alice"), at=NOW)
    for wrong in (
        {"iban": "FI1"},
        {"vat_id": "12"},
        {"vat_id": "FI12345670"},
        {"rounding": "never"},
        {"colour": "red"},
    ):
        with pytest.raises(Invalid):
            change_settings(wrong, actor=admin, at=NOW)
    row = change_settings({"iban": "fi2112345600000785"}, actor=admin, at=NOW)
    assert row.iban == "FI21 1234 5600 0007 85"
