"""Payments by API: once for all times, within their statements, as rights allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from polku.books.models import Entry
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.jobs.runner import run_pending
from polku.orders.models import Order
from polku.payments.actions import files
from polku.payments.models import Item, PaymentRules, Receipt, StatementLine
from tests.conftest import People
from tests.db.on_disk import at_once, on_disk
from tests.orders.door import Door
from tests.payments.conftest import Bill
from tests.payments.mt940 import statement

PAID: dict[str, Any] = {"amount_minor": 11980, "currency": "EUR", "received_date": "2026-11-20"}


@pytest.fixture
def office(people: People) -> Door:
    return Door(people.actor("admin"))


@pytest.fixture
def alice(people: People) -> Door:
    return Door(people.actor("alice"))


def test_a_payment_is_registered_matched_undone_and_taken_back(office: Door, bill: Bill) -> None:
    due = bill(11980)
    status, paid = office(
        "POST", "/receipts", PAID | {"invoice_ids": [due.invoice_id], "customer_id": due.customer_id}
    )
    assert (status, paid["number"], paid["open_minor"]) == (201, "R-2026-0001", 0)
    assert office("GET", "/items?open=true")[1]["items"] == []
    assert office("POST", "/matches/1000/undo")[0] == 404
    (link,) = due.credits.all()
    assert office("POST", f"/matches/{link.id}/undo")[1]["undone_at"] is not None
    told = office("POST", "/matches", {"matches": [{"debit_id": due.id, "credit_id": paid["item_id"]}]})
    assert (told[0], told[1]["matches"][0]["amount_minor"]) == (201, 11980)
    assert office("POST", f"/receipts/{paid['id']}/reversals", {"reason": " "})[0] == 422
    back = office("POST", f"/receipts/{paid['id']}/reversals", {"reason": "It bounced"})[1]
    assert (back["reversed_reason"], Item.objects.get(id=due.id).open_minor) == ("It bounced", 11980)
    assert office("GET", f"/receipts/{paid['id']}")[1] == back


def test_a_receipt_with_its_match_takes_eighteen_statements(office: Door, bill: Bill) -> None:
    for _turn in range(2):
        due = bill(11980)
        body = PAID | {"invoice_ids": [due.invoice_id], "customer_id": due.customer_id}
        seen, _ = office.statements("POST", "/receipts", body)
    told = [one for one in seen if not one.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(told) <= 18, "\n".join(told)


def test_money_is_paid_back(office: Door, order: Order) -> None:
    paid = office("POST", "/receipts", PAID | {"order_id": order.id})[1]
    status, back = office("POST", f"/items/{paid['item_id']}/refunds", {"amount_minor": 1980})
    assert (status, back["outgoing"], back["amount_minor"]) == (201, True, 1980)
    assert office("POST", f"/items/{paid['item_id']}/refunds", {"amount_minor": 10001})[0] == 409
    listed = office("GET", "/receipts?outgoing=false")[1]["items"]
    assert [(one["id"], one["open_minor"]) for one in listed] == [(paid["id"], 10000)]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"amount_minor": 0}, 422),
        ({"amount_minor": 2**63}, 422),
        ({"currency": "XYZ"}, 422),
        ({"received_date": "20.11.2026"}, 422),
        ({"method": "gold"}, 422),
        ({"customer_id": 999999}, 404),
        ({"invoice_ids": [999999]}, 404),
    ],
)
def test_what_cannot_be_is_refused(office: Door, change: dict[str, Any], status: int) -> None:
    assert office("POST", "/receipts", PAID | change)[0] == status
    assert Receipt.objects.count() == 0


def test_sellers_read_what_their_customers_owe_and_register_nothing(
    alice: Door, bill: Bill, people: People
) -> None:
    due = bill(11980)
    assert [one["id"] for one in alice("GET", "/items?side=debit")[1]["items"]] == [due.id]
    assert alice("POST", "/receipts", PAID)[0] == 403
    assert alice("GET", "/bank-lines")[0] == 403
    assert Door(people.actor("charlie"))("GET", "/items")[1]["items"] == []


def test_a_statement_is_sent_and_its_booking_confirmed(office: Door, bill: Bill) -> None:
    due = bill(11980)
    raw = statement((11980, "Dora Oy", due.number), (-500, "Bank", "Fee"))
    for known in (False, True):
        answer = office.client.post(
            "/api/v1/bank-statements", {"file": SimpleUploadedFile("bank.sta", raw)}, headers=office.headers
        )
        assert answer.json()["statements"][0]["known"] is known
    fee, came = office("GET", "/bank-lines?waiting=true")[1]["items"]
    assert came["suggestions"][0]["item_id"] == due.id
    assert came["suggestions"][0]["reasons"][0] == f"The payer named {due.number}."
    body = {"bills": [{"item_id": due.id}]}
    status, paid = office("POST", f"/bank-lines/{came['id']}/confirmations", body)
    assert (status, paid["open_minor"], paid["payer_name"]) == (201, 0, "Dora Oy")
    assert office("POST", f"/bank-lines/{came['id']}/confirmations", body)[0] == 409
    assert (
        office("POST", f"/bank-lines/{fee['id']}/settings-aside", {"reason": "Fee"})[1]["ignored_reason"]
        == "Fee"
    )
    assert office("GET", "/bank-lines?waiting=true")[1]["items"] == []
    assert office("POST", f"/bank-lines/{came['id']}/undo", {"reason": "Wrong"})[1]["receipt_id"] is None
    assert StatementLine.objects.filter(receipt=None, ignored_at=None).count() == 1


def test_a_long_statement_is_read_in_the_background_once_and_tells_how_far_it_is(
    office: Door, bill: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AT_ONCE_BOOKINGS", 1)
    PaymentRules.objects.create(match_sure=True)
    due = bill(11980)
    raw = statement((11980, "Dora Oy", due.number), (-500, "Bank", "Fee"))

    def sent(raw: bytes, key: str) -> Any:
        upload = {"file": SimpleUploadedFile("bank.sta", raw)}
        headers = office.headers | {"Idempotency-Key": key}
        return office.client.post("/api/v1/bank-statements", upload, headers=headers)

    first, again = sent(raw, "a"), sent(raw, "a")
    assert (first.status_code, first.json()["state"], first.json()) == (202, "reading", again.json())
    assert run_pending(timezone.now()) == 1
    told = office("GET", f"/bank-statement-files/{first.json()['id']}")[1]
    line = StatementLine.objects.get(receipt__isnull=False)
    assert told == first.json() | {
        "state": "done", "done": 2, "total": 2, "taken": 1, "lines": 2, "matched": 1,
        "statement_ids": [line.statement_id],
    }  # fmt: skip
    assert Event.objects.get(kind="payments.payment_received").via == Via.API
    other, broken = sent(raw, "b"), sent(raw.replace(b":61:26", b":61:XX"), "c")
    run_pending(timezone.now())
    assert office("GET", f"/bank-statement-files/{other.json()['id']}")[1]["known"] == 1
    told = office("GET", f"/bank-statement-files/{broken.json()['id']}")[1]
    assert (told["state"], bool(told["problem"]), StatementLine.objects.count()) == ("failed", True, 2)


@pytest.mark.django_db(transaction=True)
def test_one_payment_sent_twenty_times_at_once_is_one(
    transactional_db: None, tmp_path: Path, people: People, order: Order
) -> None:
    office = Door(people.actor("admin"))
    with on_disk(tmp_path):
        answers = at_once(
            *[lambda: office("POST", "/receipts", PAID | {"order_id": order.id}, key="bank-1")] * 20
        )
        assert {json.dumps(one, sort_keys=True) for one in answers} == {
            json.dumps(answers[0], sort_keys=True)
        }
        assert answers[0][0] == 201
        assert (Receipt.objects.count(), Entry.objects.filter(source_type="receipt").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_credit_note_is_spent_once_though_two_want_it(
    transactional_db: None, tmp_path: Path, people: People, bill: Bill
) -> None:
    office = Door(people.actor("admin"))
    paid = bill(5000)
    office("POST", "/receipts", PAID | {"amount_minor": 5000, "invoice_ids": [paid.invoice_id]})
    note = bill(3000, corrects=paid)
    bills = [bill(3000), bill(3000)]
    wishes = [{"matches": [{"debit_id": one.id, "credit_id": note.id}]} for one in bills]
    with on_disk(tmp_path):
        answers = at_once(*[lambda wish=wish: office("POST", "/matches", wish) for wish in wishes])
        assert sorted(status for status, _ in answers) == [201, 409]
        assert sorted(
            Item.objects.filter(id__in=[one.id for one in bills]).values_list("open_minor", flat=True)
        ) == [
            0,
            3000,
        ]
