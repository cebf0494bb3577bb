"""What comes in through a form: kept raw, mapped once, never a second lead, never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from polku.access.logic import SYSTEM
from polku.contacts.models import Consent, Contact
from polku.deals.actions import close
from polku.deals.models import CustomField, Deal
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from polku.kernel.words import Text
from polku.process.models import Process
from polku.qualify.actions import mark_spam, receive, replay, save_form
from polku.qualify.actions.receiving import Received
from polku.qualify.logic.pace import PER_ADDRESS, TooMany
from polku.qualify.models import Capture, LeadForm
from polku.qualify.web import today
from tests.conftest import NOW, People
from tests.qualify.conftest import FIELDS

DORA = {
    "name": "Dora Kivi",
    "company": "Nosto Oy",
    "email": "dora@nosto.example",
    "phone": "",
    "message": "Hello",
}


def send(form: LeadForm, key: str = "1", at: Any = NOW, **more: Any) -> Received:
    kept = {name: more.pop(name) for name in ("address_hash", "is_spam") if name in more}
    return receive(form, payload={**DORA, **more}, headers={"Referer": "x"}, key=key, at=at, **kept)


def test_a_submission_becomes_a_lead_of_the_forms_owner(form: LeadForm, people: People) -> None:
    done = send(form, message="Kaksi nosturia\nkiitos")
    deal = Deal.objects.get(id=done.deal_id)
    assert (deal.title, deal.owner_id, deal.team_id, deal.source, deal.campaign, deal.stage) == (
        "Nosto Oy", people.alice.id, people.helsinki.id, "website", "spring", "qualify",
    )  # fmt: skip
    assert Contact.objects.get().email == "dora@nosto.example"
    event = Event.objects.get(kind="qualify.capture_received")
    assert (event.case_id, event.payload) == (
        deal.id, {"capture_id": done.capture_id, "lead_form": "demo", "repeat": False},
    )  # fmt: skip
    assert Capture.objects.get().payload["message"] == "Kaksi nosturia\nkiitos"


def test_sent_twice_it_is_one_capture_and_one_lead(form: LeadForm) -> None:
    first, again = send(form), send(form)
    assert (again.is_new, again.capture_id, again.deal_id) == (False, first.capture_id, first.deal_id)
    assert (Capture.objects.count(), Deal.objects.count()) == (1, 1)


def test_a_known_address_with_an_open_deal_makes_no_second_lead(form: LeadForm) -> None:
    first = send(form)
    again = send(form, key="2", company="", email="DORA+web@nosto.example", message="One more thing")
    assert again.deal_id == first.deal_id
    told = Event.objects.filter(kind="qualify.capture_received").order_by("id")
    assert [event.payload["repeat"] for event in told] == [False, True]


def test_once_the_deal_is_closed_the_buyer_may_begin_anew(form: LeadForm, people: People) -> None:
    first = send(form)
    close(first.deal_id or 0, "lost", reasons=("price",), actor=people.actor("alice"), at=NOW)
    assert send(form, key="2").deal_id != first.deal_id


def test_without_an_address_the_number_tells_the_buyer(form: LeadForm) -> None:
    first = send(form, email="", phone="+358 40 123 4567")
    assert send(form, key="2", email="", phone="+358401234567", name="D. Kivi").deal_id == first.deal_id


def test_consent_is_kept_with_the_contact(form: LeadForm) -> None:
    send(form, consent=True)
    assert list(Consent.objects.values_list("purpose", "given")) == [("email", True)]


def test_an_own_field_of_the_form_fills_the_deals_own_field(form: LeadForm) -> None:
    CustomField.objects.create(key="office", kind="text")
    assert Deal.objects.get(id=send(form, office="Rīga").deal_id).custom == {"office": "Rīga"}


def test_what_cannot_be_mapped_is_kept_and_can_be_replayed(form: LeadForm, people: People) -> None:
    Process.objects.filter(key="plain").update(is_default=False)
    done = send(form)
    capture = Capture.objects.get(id=done.capture_id)
    assert (done.status, done.deal_id, capture.payload["email"]) == ("failed", None, "dora@nosto.example")
    assert "not_found" in capture.error
    Process.objects.filter(key="plain").update(is_default=True)
    with pytest.raises(NotAllowed):
        replay(capture.id, actor=people.actor("alice"), at=NOW)
    assert replay(capture.id, actor=people.actor("admin"), at=NOW).status == "mapped"
    assert Deal.objects.count() == 1
    assert replay(capture.id, actor=people.actor("admin"), at=NOW).status == "mapped"
    assert Deal.objects.count() == 1


def test_spam_is_kept_and_makes_nothing_until_someone_says_otherwise(form: LeadForm, people: People) -> None:
    done = send(form, is_spam=True)
    assert (done.status, Deal.objects.count()) == ("spam", 0)
    assert replay(done.capture_id, actor=people.actor("admin"), at=NOW).status == "mapped"


def test_a_lead_that_was_spam_goes_to_the_bin(form: LeadForm, people: People) -> None:
    done = send(form)
    mark_spam(done.capture_id, actor=people.actor("admin"), at=NOW)
    assert Deal.objects.get().voided_at == NOW


def test_one_address_sends_only_so_often(form: LeadForm) -> None:
    for number in range(PER_ADDRESS):
        send(
            form,
            key=str(number),
            address_hash="a",
            email=f"d{number}@nosto.example",
            company=f"Nosto {number}",
        )
    with pytest.raises(TooMany):
        send(form, key="more", address_hash="a")
    send(form, key="other", address_hash="b")
    send(form, key="later", address_hash="a", at=NOW + timedelta(minutes=11))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"en": "x" * 201}}, "title"),
        ({"fields": []}, "fields"),
        ({"fields": [{"key": "message"}]}, "fields"),
        ({"fields": [*FIELDS, {"key": "name"}]}, "fields"),
        ({"fields": [*FIELDS, {"key": "token", "kind": "text", "label": {"en": "T"}}]}, "fields"),
        ({"fields": [*FIELDS, {"key": "own", "kind": "choice", "label": {"en": "T"}}]}, "fields"),
        ({"allowed_origins": ["*"]}, "allowed_origins"),
        ({"allowed_origins": ["https://a.example/path"]}, "allowed_origins"),
        ({"allowed_origins": ["https://a.example; script-src *"]}, "allowed_origins"),
        ({"process_key": "none"}, "process_key"),
        ({"team_id": 999}, "team_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_form_that_cannot_be_is_refused_by_its_field(
    form: LeadForm, people: People, change: Any, field: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        save_form("demo", change, actor=people.actor("admin"), at=NOW)
    assert refused.value.field == field


def test_a_new_form_is_named_after_its_title_and_never_takes_a_taken_name(
    form: LeadForm, people: People
) -> None:
    values = {"title": {"en": "Demo"}, "fields": FIELDS, "team_id": people.riga.id}
    made = save_form("", values, actor=people.actor("admin"), at=NOW)
    assert (made.key, made.title) == ("demo-2", Text.of({"en": "Demo"}))


def test_forms_are_for_who_keeps_them(form: LeadForm, people: People) -> None:
    with pytest.raises(NotAllowed):
        save_form("demo", {"active": False}, actor=people.actor("alice"), at=NOW)


def test_today_shows_a_new_lead_with_its_clock_until_somebody_contacts_it(
    form: LeadForm, people: People
) -> None:
    done = send(form)
    alice = people.actor("alice")
    row = today.rows(alice, NOW + timedelta(minutes=38))[0]
    assert (row.title, row.signal, row.rank, row.soon) == ("Nosto Oy", "", 0, False)
    assert [one.signal for one in today.rows(alice, NOW + timedelta(hours=2))] == ["late"]
    assert [one.signal for one in today.rows(alice, NOW + timedelta(days=2))] == ["stuck"]
    assert today.rows(people.actor("bob"), NOW) == []
    assert today.rows(people.actor("charlie"), NOW) == []
    assert done.deal_id is not None
    assert today.rows(SYSTEM, NOW) == []
    assert connection.vendor in ("sqlite", "postgresql")
