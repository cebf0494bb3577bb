"""The pages of returns: taken up from an order or a delivery, decided, received, settled; the next step is shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.logic import Actor
from polku.access.privacy import Subject, erased, exported, gathered
from polku.billing.models import Invoice
from polku.kernel.redaction import ERASED
from polku.mail.models import Outgoing
from polku.orders.models import Order
from polku.payments.actions import refund
from polku.payments.models import Item
from polku.returns.actions import request_return, settle_return
from polku.returns.models import Return, ReturnLine
from polku.returns.web.panels import today
from polku.search.queries import find
from polku.stock.models import Shipment
from tests.conftest import NOW, People
from tests.returns.conftest import Back, wish

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def house(people: People, client: Client) -> Client:
    client.force_login(people.admin, backend=SIGN_IN)
    return client


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


@time_machine.travel(NOW)
def test_a_return_is_taken_up_approved_received_and_settled_in_dialogs(
    house: Client, delivered: Order, paid: Invoice
) -> None:
    assert "No returns yet" in text(house.get("/returns/"))
    shipment = Shipment.objects.get()
    link = f"/orders/{delivered.pk}/return/"
    assert link in text(house.get(f"/orders/{delivered.pk}/"))
    assert f"{link}?shipment={shipment.pk}" in text(house.get(f"/shipments/{shipment.pk}/"))
    found = house.post("/returns/new/", {"number": delivered.number.lower()})
    assert (found.status_code, found.headers["Location"]) == (303, link)
    assert "There is no such order." in text(house.post("/returns/new/", {"number": "X"}))

    line = delivered.lines.get().pk
    asked = {f"quantity_{line}": "11", f"reason_{line}": "faulty", f"resolution_{line}": "refund"}
    assert house.post(link, asked).status_code == 422
    assert "Say what comes back." in text(house.post(link, {}))
    path = f"{link}?shipment={shipment.pk}"
    assert "How many of 10" in text(house.get(path))
    made = house.post(path, asked | {f"quantity_{line}": "3", "note": "They wobble"})
    row = Return.objects.get()
    assert (made.status_code, made.headers["Location"]) == (303, f"/returns/{row.pk}/")
    page = text(house.get(f"/returns/{row.pk}/"))
    said = (
        "They wobble",
        "Decide whether the goods may come back.",
        "Does not work",
        "Money back",
        "Approve",
    )
    assert [words in page for words in said] == [True] * 5

    approved = {"mail_to": "dora@example.org", "message": "Use the blue box"}
    assert house.post(f"/returns/{row.pk}/approval/", approved).status_code == 303
    mail = Outgoing.objects.get()
    assert (mail.to, mail.subject, len(mail.files)) == ("dora@example.org", "Return RT-2026-0001, Aava Oy", 1)
    assert ("Use the blue box" in mail.text, "3 pcs Chair" in mail.text) == (True, True)
    note = house.get(f"/returns/{row.pk}/note/")
    assert (note.headers["Content-Type"], note.content[:5]) == ("application/pdf", b"%PDF-")

    of = row.lines.get().pk
    assert house.get(f"/returns/{row.pk}/receipt/").status_code == 200
    assert house.post(f"/returns/{row.pk}/receipt/", {f"quantity_{of}": ""}).status_code == 422
    assert '<option value="damaged" selected>' in text(house.get(f"/returns/{row.pk}/receipt/"))
    came = {f"quantity_{of}": "3", f"condition_{of}": "as_new"}
    assert house.post(f"/returns/{row.pk}/receipt/", came).status_code == 303
    assert "How money goes back" in text(house.get(f"/returns/{row.pk}/settlement/"))
    settled = {f"resolution_{of}": "refund", "method": "bank"}
    assert house.post(f"/returns/{row.pk}/settlement/", settled).status_code == 303
    page = text(house.get(f"/returns/{row.pk}/"))
    assert [words in page for words in ("Settled", "Credit note CN-", "Paid back by R-", "€225.02")] == [
        True
    ] * 4
    assert "Receive goods</span>" not in page


def test_a_settled_return_says_what_is_still_to_be_paid_back(
    house: Client, delivered: Order, paid: Invoice, back: Back, admin: Actor
) -> None:
    row = back(delivered, 3)
    settle_return(row.id, actor=admin, at=NOW)
    page = text(house.get(f"/returns/{row.pk}/"))
    assert "€376.50 of CN-2026-0001 is not paid back yet." in page
    note = Item.objects.get(invoice__number="CN-2026-0001")
    assert f"/payments/items/{note.pk}/refund/" in page
    out = refund(note.pk, actor=admin, at=NOW)
    page = text(house.get(f"/returns/{row.pk}/"))
    assert ("is not paid back yet" in page, "Nothing is left to do." in page) == (False, True)
    page = text(house.get(f"/payments/{out.pk}/"))
    assert ("paid back</span>" in page, "Paid back of" in page, "CN-2026-0001" in page) == (True, True, True)


def test_returns_are_listed_found_exported_and_refused(
    house: Client, people: People, delivered: Order, admin: Actor
) -> None:
    row = request_return(wish(delivered, 2), actor=admin, at=NOW)
    assert [one.row_id for one in find(people.actor("alice"), row.number, only=["return"])] == [row.pk]
    assert row.number in text(house.get(f"/returns/?q={row.number}&which=open&order={delivered.pk}"))
    assert "No return fits" in text(house.get("/returns/?which=settled"))
    listed = b"".join(house.get("/returns/export/?format=csv").streaming_content).decode()
    assert (row.number in listed, "Does not work" in listed) == (True, True)
    assert house.post(f"/returns/{row.pk}/refusal/", {"reason": ""}).status_code == 422
    assert house.post(f"/returns/{row.pk}/refusal/", {"reason": "Worn"}).status_code == 303
    page = text(house.get(f"/returns/{row.pk}/"))
    assert ("Worn" in page, "Refused" in page) == (True, True)


def test_today_asks_whose_turn_it_is(
    delivered: Order, paid: Invoice, people: People, admin: Actor, back: Back
) -> None:
    request_return(wish(delivered, 1), actor=admin, at=NOW)
    back(delivered, 2, "refund")
    back(delivered, 1, "repair")
    turns = {}
    for role in ("service", "warehouse", "finance", "seller"):
        people.bob.role = role
        people.bob.save()
        rows = today(people.actor("bob"), NOW + timedelta(days=1))
        turns[role] = [(one.title.split(",")[0][-1], str(one.act_label)) for one in rows]
    assert turns == {
        "service": [("1", "Decide"), ("3", "Settle")],
        "warehouse": [("3", "Settle")],
        "finance": [("2", "Settle")],
        "seller": [],
    }


def test_the_list_asks_as_often_for_one_as_for_three(house: Client, delivered: Order, admin: Actor) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert house.get("/returns/").status_code == 200
        return len(seen)

    request_return(wish(delivered, 1), actor=admin, at=NOW)
    statements()
    before = statements()
    for _ in range(2):
        request_return(wish(delivered, 1), actor=admin, at=NOW)
    assert statements() == before


def test_a_person_is_told_of_and_taken_out(delivered: Order, back: Back, admin: Actor) -> None:
    row = back(delivered, 1)
    Return.objects.update(note="Call Dora", tracking="JJFI1")
    subject = Subject(is_whole=True, own={"customer": {delivered.customer_id}}, names={"Dora Puu"})
    (told,) = exported(gathered(subject))["returns"]
    assert (told["note"], told["lines"][0]["reason"]) == ("Call Dora", "faulty")
    assert erased(subject, actor=admin, at=NOW)["returns"] > 0
    row.refresh_from_db()
    assert (row.note, row.tracking, ReturnLine.objects.count()) == (ERASED, "", 1)
