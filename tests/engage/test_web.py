"""The composer, one activity, its file, kinds in Settings, Today."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.deals.actions import close, undo
from polku.deals.models import Deal
from polku.engage.actions import change_activity, log_activity
from polku.engage.logic.incoming import NewActivity
from polku.engage.models import Activity, ActivityKind
from polku.engage.web import showing, today
from polku.eventlog.models import Event
from polku.eventlog.queries import case_events
from polku.ui import timeline
from tests.conftest import NOW, People


@pytest.fixture
def alice(client: Client, people: People) -> Client:
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(deal: Deal, kind: str = "") -> str:
    return f"/deals/{deal.id}/activities/" + (f"?kind={kind}" if kind else "")


def test_the_composer_offers_each_kind_by_its_letter(alice: Client, deal: Deal) -> None:
    page = alice.get(url(deal)).content.decode()
    assert [letter for letter in "cmdent" if f'data-key="{letter}"' in page] == list("cmdent")


@pytest.mark.parametrize("kind", ["call", "meeting", "demo", "mail", "note", "task"])
@pytest.mark.parametrize("htmx", [True, False])
def test_every_kind_has_its_form(alice: Client, deal: Deal, kind: str, htmx: bool) -> None:
    answer = alice.get(url(deal, kind), headers={"HX-Request": "true"} if htmx else {})
    assert (answer.status_code, "<html" in answer.content.decode()) == (200, not htmx)


def test_a_call_is_logged_without_javascript_and_can_be_undone(alice: Client, deal: Deal) -> None:
    answer = alice.post(
        url(deal), {"kind": "call", "outcome": "reached", "text": "Two\r\ncranes", "reaction": "warmer"}
    )
    row = Activity.objects.get()
    assert (answer.status_code, row.text, row.reaction, row.outcome) == (
        303,
        "Two\r\ncranes",
        "warmer",
        "reached",
    )
    event = Event.objects.get(kind="engage.activity_logged")
    alice.post(f"/activities/events/{event.id}/reversal/")
    row.refresh_from_db()
    assert row.voided_at is not None


def test_sent_twice_it_is_logged_once(alice: Client, deal: Deal) -> None:
    told = {"kind": "note", "text": "Once", "once": "abc"}
    alice.post(url(deal), told)
    alice.post(url(deal), told)
    assert Activity.objects.count() == 1


def test_a_time_to_come_plans_it(alice: Client, deal: Deal) -> None:
    alice.post(url(deal), {"kind": "meeting", "outcome": "done", "at": "2099-01-01T10:00"})
    assert Activity.objects.get().outcome == "planned"


def test_a_task_takes_its_day_and_its_person(alice: Client, deal: Deal, people: People) -> None:
    alice.post(
        url(deal),
        {"kind": "task", "text": "Send plans", "due_at": "2026-11-21T12:00", "by_id": people.bob.id},
    )
    row = Activity.objects.get()
    assert (row.by_id, row.due_at is not None, row.outcome) == (people.bob.id, True, "planned")


@pytest.mark.parametrize(
    "told", [{"kind": "note", "text": ""}, {"kind": "note", "text": "a\x00b"}, {"kind": "call", "at": "soon"},
             {"kind": "call", "outcome": "danced"}, {"kind": "call", "contact_id": "99999999999999999999"},
             {"kind": "call", "duration_minutes": "99999999999"}, {"kind": "note", "text": "x" * 20_001}]
)  # fmt: skip
def test_what_cannot_be_comes_back_with_its_errors(alice: Client, deal: Deal, told: dict[str, str]) -> None:
    answer = alice.post(url(deal), told)
    assert (answer.status_code, Activity.objects.count()) == (422, 0)
    assert 'class="error"' in answer.content.decode()


def test_a_correction_saves_and_a_conflict_asks(alice: Client, deal: Deal, people: People) -> None:
    actor = people.actor("bob")
    done = log_activity(NewActivity(deal.id, "call", text="one"), actor=actor, at=NOW)
    here = f"/activities/{done.activity_id}/"
    sent = {"text": "two", "outcome": "reached", "reaction": "", "base": json.dumps({"text": "one"})}
    assert alice.get(here).status_code == 200
    assert alice.post(here, sent).status_code == 303
    answer = alice.post(here, sent | {"text": "three"})
    assert (answer.status_code, "two" in answer.content.decode()) == (409, True)
    assert Activity.objects.get().text == "two"


@pytest.mark.parametrize("path", ["", "completion/", "withdrawal/", "file/"])
def test_people_of_other_teams_find_nothing(client: Client, deal: Deal, people: People, path: str) -> None:
    done = log_activity(NewActivity(deal.id, "task", text="x"), actor=people.actor("alice"), at=NOW)
    client.force_login(people.charlie, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = f"/activities/{done.activity_id}/{path}"
    assert (client.get(here) if path in ("", "file/") else client.post(here)).status_code == 404
    assert client.get(url(deal)).status_code == 404


def test_a_file_comes_back_as_it_went_in(alice: Client, deal: Deal, settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    alice.post(url(deal), {"kind": "note", "text": "Plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF")})
    answer = alice.get(f"/activities/{Activity.objects.get().id}/file/")
    assert b"".join(answer.streaming_content) == b"%PDF"  # type: ignore[attr-defined]


def test_a_kind_of_ones_own_is_added_in_settings(client: Client, people: People) -> None:
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = {"name_en": "Site visit", "form": "meeting", "icon": "pin", "letter": "v"}
    assert client.post("/settings/activity-kinds/new/", told).status_code == 303
    assert ActivityKind.objects.get().key == "site_visit"
    form = client.get("/settings/activity-kinds/site_visit/").content.decode()
    assert 'role="img" aria-label="Place"' in form.partition('value="pin"')[2].partition("</label>")[0]
    assert "Site visit" in client.get("/settings/activity-kinds/").content.decode()
    assert client.post("/settings/activity-kinds/new/", told | {"name_en": "\x00"}).status_code == 422


def test_settings_of_kinds_are_not_for_sellers(alice: Client) -> None:
    assert alice.get("/settings/activity-kinds/").status_code == 403


def test_today_shows_due_tasks_and_the_days_meetings(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    for new in (
        NewActivity(deal.id, "task", text="Late", due_at=NOW - timedelta(days=1)),
        NewActivity(deal.id, "task", text="Tomorrow", due_at=NOW + timedelta(days=1)),
        NewActivity(deal.id, "meeting", text="Soon", at=NOW + timedelta(hours=2)),
        NewActivity(deal.id, "meeting", text="Next week", at=NOW + timedelta(days=7)),
    ):
        log_activity(new, actor=actor, at=NOW)
    rows = today.rows(actor, NOW)
    assert [(row.title, row.signal, row.rank) for row in rows] == [("Late", "late", 30), ("Crane", "", 20)]
    assert today.rows(people.actor("bob"), NOW) == []
    lost = close(deal.id, "lost", reasons=("price",), actor=actor, at=NOW + timedelta(minutes=1))
    assert today.rows(actor, NOW) == []
    undo(lost or 0, actor=actor, at=NOW + timedelta(minutes=2))
    assert len(today.rows(actor, NOW)) == len(rows)


def test_the_page_of_a_deal_offers_the_composer_and_shows_what_is_open(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    assert showing.open_panel(actor, deal.id) is None
    log_activity(NewActivity(deal.id, "task", text="Send plans"), actor=actor, at=NOW)
    log_activity(NewActivity(deal.id, "call", text="Hello"), actor=actor, at=NOW)
    compose, waiting = showing.panel(actor, deal.id), showing.open_panel(actor, deal.id)
    assert compose is not None
    assert waiting is not None
    assert [one.letter for one in compose["choices"]] == list("cmdent")
    assert [one.title for one in waiting["open"]] == ["Send plans"]


def test_the_timeline_says_what_was_done_and_what_was_said(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    done = log_activity(
        NewActivity(deal.id, "call", text="Two cranes", reaction="warmer"), actor=actor, at=NOW
    )
    change_activity(done.activity_id or 0, {"text": "Three cranes"}, actor=actor, at=NOW)
    items = [
        item for day in timeline.load(actor, case_events(deal.id), group="contact").days for item in day.items
    ]
    assert [str(item.said) for item in items] == [
        "<b>Alice</b> corrected an activity: <b>Call</b>",
        "<b>Alice</b> called and spoke with the buyer",
    ]
    body = items[1].body
    assert body is not None
    assert (body.text, list(body.lines)) == ("Three cranes", ["Buyer’s reaction: Warmer"])
    assert [(one.before, one.after) for one in items[0].changed] == [("Two cranes", "Three cranes")]
    assert all(item.undo_url for item in items)


def test_the_timeline_asks_as_much_for_one_event_as_for_many(deal: Deal, people: People) -> None:
    actor = people.actor("alice")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            timeline.load(actor, case_events(deal.id), group="contact")
        return len(captured)

    log_activity(NewActivity(deal.id, "note", text="x"), actor=actor, at=NOW)
    one = queries()
    for number in range(5):
        log_activity(NewActivity(deal.id, "note", text=str(number)), actor=actor, at=NOW)
    assert queries() == one
