"""Answers on the deal's page, the timeline, lead forms in Settings."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.eventlog.queries import case_events
from polku.kernel.money import Money
from polku.qualify.actions import answer
from polku.qualify.models import Answer, Capture, LeadForm
from polku.qualify.web import door, showing
from polku.ui import timeline
from tests.conftest import NOW, People

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DORA = {"name": "Dora Kivi", "company": "Nosto Oy", "email": "dora@nosto.example", "message": "Hello"}


def token(form: LeadForm, seconds: int = 60) -> str:
    with time_machine.travel(NOW - timedelta(seconds=seconds), tick=False):
        return door.new_token(form)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    client.force_login(people.alice, backend=BACKEND)
    return client


@pytest.fixture
def admin(client: Client, people: People) -> Client:
    client.force_login(people.admin, backend=BACKEND)
    return client


def test_the_panel_tells_how_much_is_known_and_whether_the_budget_is_enough(
    deal: Deal, people: People
) -> None:
    actor = people.actor("alice")
    answer(deal.id, "bant", "budget", Money(40_000_00, "EUR"), source="Dora", actor=actor, at=NOW)
    answer(deal.id, "bant", "problem", "Queue", actor=actor, at=NOW)
    found = showing.panel(actor, deal.id)
    assert found is not None
    sheet = found["sheets"][0]
    assert (sheet.known, sheet.number, sheet.is_short) == (2, 4, True)
    assert sheet.budget == "€5,000.00 less than the value of the deal, €45,000.00"


@pytest.mark.parametrize(
    ("question", "told", "kept"),
    [
        ("budget", {"value": "50 000,50", "currency": "EUR"}, {"minor": 5000050, "currency": "EUR"}),
        ("budget_enough", {"value": "no"}, False),
        ("by_when", {"value": "2027-01-15"}, "2027-01-15"),
        ("problem", {"value": " Queue\r\nat nine "}, " Queue\r\nat nine "),
        ("decider", {"value": "", "name": "Pekka"}, {"contact_id": None, "name": "Pekka"}),
    ],
)
def test_each_kind_of_question_is_answered_on_its_page(
    alice: Client, deal: Deal, question: str, told: dict[str, str], kept: object
) -> None:
    here = f"/deals/{deal.id}/answers/bant/{question}/"
    assert alice.get(here).status_code == 200
    if question == "budget":
        told = told | {"value": "50000.50"}
    assert alice.post(here, told | {"source": "Dora"}).status_code == 303
    assert (Answer.objects.get().value, Answer.objects.get().source) == (kept, "Dora")
    assert alice.get(here).status_code == 200


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("budget", {"value": "a lot", "currency": "EUR"}),
        ("budget", {"value": "1", "currency": "XXX"}),
        ("by_when", {"value": "soon"}),
        ("problem", {"value": "a\x00b"}),
        ("problem", {"value": "x", "answered_date": "2999-01-01"}),
        ("decider", {"value": "", "name": ""}),
        ("decider", {"value": "999999"}),
    ],
)
def test_a_wrong_answer_comes_back_with_its_error(
    alice: Client, deal: Deal, question: str, told: dict[str, str]
) -> None:
    answered = alice.post(f"/deals/{deal.id}/answers/bant/{question}/", told)
    assert (answered.status_code, Answer.objects.count()) == (422, 0)


def test_in_place_an_answer_brings_the_panel_anew(alice: Client, deal: Deal) -> None:
    htmx = {"HX-Request": "true"}
    here = f"/deals/{deal.id}/answers/bant/problem/"
    assert "<form" in alice.get(here + "?inline=1", headers=htmx).content.decode()
    saved = alice.post(here, {"value": "Queue", "inline": "1"}, headers=htmx)
    assert (saved.status_code, 'id="answers"' in saved.content.decode(), "HX-Trigger" in saved) == (
        200,
        True,
        True,
    )
    wrong = alice.post(here, {"value": "", "inline": "1"}, headers=htmx)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#answer-bant-problem")


def test_an_answer_is_taken_back_from_its_page_and_undone_from_the_toast(alice: Client, deal: Deal) -> None:
    alice.post(f"/deals/{deal.id}/answers/bant/problem/", {"value": "Queue"})
    event = Event.objects.get(kind="qualify.answer_given")
    assert alice.post(f"/answers/events/{event.id}/reversal/").status_code == 303
    alice.post(f"/deals/{deal.id}/answers/bant/problem/", {"value": "Queue"})
    row = Answer.objects.current().get()
    assert alice.post(f"/answers/{row.id}/retraction/").status_code == 303
    assert Answer.objects.current().count() == 0


def test_people_of_other_teams_find_nothing(client: Client, deal: Deal, people: People) -> None:
    done = answer(deal.id, "bant", "problem", "x", actor=people.actor("alice"), at=NOW)
    client.force_login(people.charlie, backend=BACKEND)
    assert client.get(f"/deals/{deal.id}/answers/bant/problem/").status_code == 404
    assert client.post(f"/answers/{done.answer_id}/retraction/").status_code == 404


def test_the_timeline_says_what_was_answered_and_what_the_buyer_wrote(
    client: Client, form: LeadForm, people: People
) -> None:
    client.post("/f/demo/", DORA | {"token": token(form)})
    deal = Deal.objects.get()
    actor = people.actor("alice")
    answer(
        deal.id,
        "bant",
        "budget",
        Money(1_00, "EUR"),
        source="Dora",
        actor=actor,
        at=NOW + timedelta(minutes=1),
    )
    found = timeline.load(actor, case_events(deal.id), group="answers")
    items = [item for day in found.days for item in day.items]
    assert [str(item.said) for item in items] == [
        "<b>Alice</b> wrote down an answer",
        "The buyer wrote through <b>Ask for a demo</b>",
    ]
    assert [(item.body.text, item.body.quote) for item in items if item.body] == [
        ("How much is set aside for this? €1.00", ""),
        ("", "Hello"),
    ]


# --- settings ----------------------------------------------------------------------------------------------------


def test_a_form_is_made_and_changed_in_settings(admin: Client, people: People, process: None) -> None:
    told = {
        "title": "Call me", "key": "call-me", "team_id": people.helsinki.id, "owner_id": "", "ask_name": "on",
        "ask_phone": "on", "need_phone": "on", "label_0": "Office", "kind_0": "choice", "choices_0": "Helsinki, Rīga",
        "active": "on", "allowed_origins": "https://a.example\r\nhttps://b.example",
    }  # fmt: skip
    assert admin.get("/settings/lead-forms/").status_code == 200
    assert admin.get("/settings/lead-forms/new/").status_code == 200
    assert admin.post("/settings/lead-forms/new/", told).status_code == 303
    made = LeadForm.objects.get()
    assert (made.key, [field["key"] for field in made.fields]) == ("call-me", ["name", "phone", "office"])
    assert made.allowed_origins == ["https://a.example", "https://b.example"]
    page = admin.get("/settings/lead-forms/call-me/").content.decode()
    assert ("&lt;iframe" in page, "Helsinki, Rīga" in page) == (True, True)
    assert admin.post("/settings/lead-forms/call-me/", told | {"title": ""}).status_code == 422
    assert admin.post("/settings/lead-forms/new/", told).status_code == 422


def test_what_came_in_is_seen_raw_and_replayed(admin: Client, form: LeadForm) -> None:
    Client().post("/f/demo/", DORA | {"reply_code": "x", "token": token(form)})
    row = Capture.objects.get()
    assert "Dora Kivi" in admin.get("/settings/lead-forms/demo/captures/?status=spam").content.decode()
    assert "dora@nosto.example" in admin.get(f"/settings/captures/{row.id}/").content.decode()
    assert admin.post(f"/settings/captures/{row.id}/replay/").status_code == 303
    assert Deal.objects.count() == 1
    assert admin.post(f"/settings/captures/{row.id}/spam/").status_code == 303
    assert Deal.objects.get().voided_at is not None


@pytest.mark.parametrize("path", ["", "new/", "demo/", "demo/captures/"])
def test_settings_of_forms_are_not_for_sellers(alice: Client, form: LeadForm, path: str) -> None:
    assert alice.get(f"/settings/lead-forms/{path}").status_code == 403
