"""The pages of the spine as a browser sees them."""

import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku.access.actions import change_user
from polku.access.logic import SYSTEM
from polku.deals.actions import link_contact, move, open_deal, set_next_step, update_fields
from polku.deals.actions.custom_fields import define_field
from polku.deals.actions.meeting import add_person
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Batch, CustomField, Deal, DealContact, Override
from polku.eventlog.models import Event
from polku.jobs.models import Job
from polku.jobs.registry import kinds
from polku.ui.models import SavedView
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn

HTMX = {"HX-Request": "true"}


def _triggers(response: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(response.headers.get("HX-Trigger", "{}"))  # type: ignore[attr-defined]
    return found


def test_a_stranger_is_asked_to_sign_in(deal: Deal, client: object) -> None:
    answer = client.get("/deals/")  # type: ignore[attr-defined]
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=/deals/")


def test_the_board_shows_each_stage_with_its_cards(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get("/deals/").content.decode()
    assert re.findall(r'data-stage="(\w+)"', page) == ["find", "needs", "offer", "care"]
    assert re.findall(r'data-card="(\d+)"', page) == [str(deal.id)]
    assert "No next step" in page


def test_another_team_sees_neither_card_nor_page(deal: Deal, signed_in: SignIn) -> None:
    charlie = signed_in("charlie")
    assert 'data-card="' not in charlie.get("/deals/").content.decode()
    for name in ("deal", "stage", "card", "timeline", "next_step", "owner", "people"):
        assert charlie.get(reverse(f"deals:{name}", args=[deal.id])).status_code == 404, name
    assert charlie.post(reverse("deals:voiding", args=[deal.id])).status_code == 404


def test_the_list_is_the_same_deals_and_keeps_its_state(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get("/deals/?as=list&owner=me&sort=-value").content.decode()
    assert f"/deals/{deal.id}/" in page
    assert 'href="?owner=me&amp;sort=-value"' not in page
    assert 'aria-sort="descending"' in page
    assert "Nothing" not in signed_in("alice").get("/deals/?as=list&owner=none").content.decode()


def test_sums_come_in_a_second_request(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get("/deals/sums/", headers=HTMX).content.decode()
    assert 'id="sum-find"' in page
    assert "€120" in page


@pytest.mark.parametrize("address", ["/deals/", "/deals/?as=list"])
def test_more_deals_need_no_more_queries(deal: Deal, people: People, signed_in: SignIn, address: str) -> None:
    alice = signed_in("alice")
    alice.get(address)
    with CaptureQueriesContext(connection) as one:
        alice.get(address)
    for number in range(2):
        open_deal(NewDeal(title=f"More {number}", company=f"M {number}"), actor=people.actor("alice"), at=NOW)
    with CaptureQueriesContext(connection) as three:
        alice.get(address)
    assert len(one) == len(three)


def test_a_drop_moves_the_card_and_offers_undo(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    answer = alice.post(f"/deals/{deal.id}/stage/", {"stage": "needs", "from": "board"}, headers=HTMX)
    assert answer.status_code == 204
    told = _triggers(answer)
    assert told["deal-moved"] == {"id": deal.id}
    undo = told["toast"]["undo"]  # type: ignore[index]
    assert alice.post(undo, headers=HTMX).status_code == 204
    deal.refresh_from_db()
    assert deal.stage == "find"


def test_a_drop_that_lacks_something_asks_for_exactly_that(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    alice = signed_in("alice")
    update_fields(deal.id, {"value_minor": None}, actor=people.actor("alice"), at=NOW)
    move(deal.id, "needs", actor=people.actor("alice"), at=NOW)
    refused = alice.post(f"/deals/{deal.id}/stage/", {"stage": "offer", "from": "board"}, headers=HTMX)
    assert refused.status_code == 422
    asked = alice.get(f"/deals/{deal.id}/stage/?stage=offer&from=board", headers=HTMX).content.decode()
    assert re.findall(r'name="(item_recap|value|currency|override_reason|next_step|owner)"', asked) == [
        "item_recap", "value", "currency",
    ]  # fmt: skip
    form = {
        "stage": "offer",
        "from": "board",
        "asked": "1",
        "item_recap": "on",
        "value": "1 200,50",
        "currency": "EUR",
    }
    assert alice.post(f"/deals/{deal.id}/stage/", form | {"value": "cheap"}, headers=HTMX).status_code == 422
    half = alice.post(f"/deals/{deal.id}/stage/", form | {"value": ""}, headers=HTMX)
    assert (half.status_code, deal.ticks.count()) == (422, 0)
    assert alice.post(f"/deals/{deal.id}/stage/", form, headers=HTMX).status_code == 204
    deal.refresh_from_db()
    assert (deal.stage, deal.value_minor) == ("offer", 120050)


def test_an_override_is_offered_to_who_has_the_right_alone(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    move(deal.id, "needs", actor=people.actor("alice"), at=NOW)
    assert (
        "deals.override"
        not in signed_in("alice").get(f"/deals/{deal.id}/stage/?stage=offer").content.decode()
    )
    admin = signed_in("admin")
    assert 'name="override_reason"' in admin.get(f"/deals/{deal.id}/stage/?stage=offer").content.decode()
    form = {"stage": "offer", "asked": "1", "override_reason": "Agreed by phone"}
    assert admin.post(f"/deals/{deal.id}/stage/", form).status_code == 303
    assert Override.objects.get().reason == "Agreed by phone"


def test_the_page_tells_path_criteria_people_and_past(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = people.actor("alice")
    move(deal.id, "needs", actor=alice, at=NOW)
    set_next_step(deal.id, text="Call Hanna", due_at=timezone.now(), actor=alice, at=NOW)
    add_person(deal.id, {"name": "Hanna", "phone": "+358 40 1"}, role="decides", actor=alice, at=NOW)
    page = signed_in("alice").get(f"/deals/{deal.id}/").content.decode()
    assert re.findall(r'<li class="(passed|here|ahead|skipped)"', page) == [
        "passed",
        "here",
        "ahead",
        "ahead",
    ]
    for words in (
        "To leave Needs",
        "The recap is confirmed",
        "1 of 2 open",
        "Call Hanna",
        'href="tel:+358401"',
        "decides",
    ):
        assert words in page, words
    assert "<b>Alice</b> moved the deal from <b>Find</b> to <b>Needs</b>" in page


def test_a_page_needs_no_more_queries_for_more_people_and_events(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    alice, actor = signed_in("alice"), people.actor("alice")
    add_person(deal.id, {"name": "P"}, actor=actor, at=NOW)
    set_next_step(deal.id, text="First", due_at=None, actor=actor, at=NOW)
    alice.get(f"/deals/{deal.id}/")
    with CaptureQueriesContext(connection) as one:
        alice.get(f"/deals/{deal.id}/")
    for number in range(3):
        add_person(deal.id, {"name": f"P {number}"}, actor=actor, at=NOW)
        set_next_step(deal.id, text=f"Step {number}", due_at=None, actor=actor, at=NOW)
    with CaptureQueriesContext(connection) as more:
        alice.get(f"/deals/{deal.id}/")
    assert len(one) == len(more)


def test_a_field_is_edited_where_it_stands(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    address = f"/deals/{deal.id}/fields/title/"
    assert 'name="base" value="Chairs"' in alice.get(address, headers=HTMX).content.decode()
    saved = alice.post(address, {"value": "Oak chairs", "base": "Chairs"}, headers=HTMX)
    assert (saved.status_code, "Oak chairs" in saved.content.decode()) == (200, True)
    assert set(_triggers(saved)) == {"toast", "deal-changed"}
    assert alice.post(address, {"value": "", "base": "Oak chairs"}, headers=HTMX).status_code == 422
    assert alice.get(f"/deals/{deal.id}/fields/nonsense/").status_code == 404


def test_two_edits_of_one_field_show_both_values(deal: Deal, people: People, signed_in: SignIn) -> None:
    update_fields(deal.id, {"title": "Pine chairs"}, actor=people.actor("bob"), at=NOW)
    address = f"/deals/{deal.id}/fields/title/"
    clash = signed_in("alice").post(address, {"value": "Oak chairs", "base": "Chairs"}, headers=HTMX)
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Pine chairs" in page
    assert "Oak chairs" in page
    kept = signed_in("alice").post(address, {"value": "Oak chairs", "base": "Pine chairs"}, headers=HTMX)
    assert kept.status_code == 200


def test_a_value_is_read_as_the_reader_writes_it(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    form = {"value": "1,234.50", "currency": "EUR", "base": "12000"}
    assert alice.post(f"/deals/{deal.id}/fields/value/", form, headers=HTMX).status_code == 200
    deal.refresh_from_db()
    assert deal.value_minor == 123450
    assert (
        alice.post(
            f"/deals/{deal.id}/fields/value/", {"value": "", "base": "123450"}, headers=HTMX
        ).status_code
        == 200
    )
    deal.refresh_from_db()
    assert deal.value_minor is None


def test_a_field_of_the_company_is_typed_by_its_kind(deal: Deal, people: People, signed_in: SignIn) -> None:
    define_field(label="Floor", kind="number", actor=people.actor("admin"), at=NOW)
    alice = signed_in("alice")
    address = f"/deals/{deal.id}/fields/custom.floor/"
    assert alice.post(address, {"value": "third", "base": ""}, headers=HTMX).status_code == 422
    assert alice.post(address, {"value": "3", "base": ""}, headers=HTMX).status_code == 200
    assert alice.post(address, {"value": "4", "base": "3.0"}, headers=HTMX).status_code == 200
    deal.refresh_from_db()
    assert deal.custom == {"floor": 4.0}


def test_a_past_value_is_put_back(deal: Deal, people: People, signed_in: SignIn) -> None:
    update_fields(deal.id, {"source": "fair"}, actor=people.actor("bob"), at=NOW)
    alice = signed_in("alice")
    page = alice.get(f"/deals/{deal.id}/fields/source/history/").content.decode()
    assert "<ins>fair</ins>" in page
    assert "Bob" in page
    undo = re.findall(r'action="(/deals/events/\d+/undo/)"', page)[0]
    assert alice.post(undo).status_code == 303
    deal.refresh_from_db()
    assert deal.source == ""


def test_the_next_step_is_done_and_asked_for_again(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    form = {"next_step": "Call", "day": "2026-12-01", "at": "09:30"}
    assert alice.post(f"/deals/{deal.id}/next-step/", form).status_code == 303
    deal.refresh_from_db()
    assert deal.next_step_at is not None
    assert deal.next_step_at.astimezone(ZoneInfo("Europe/Helsinki")).strftime("%H:%M") == "09:30"
    done = alice.post(f"/deals/{deal.id}/next-step/completion/")
    assert done.url == f"/deals/{deal.id}/?ask=next-step"
    assert "data-open" in alice.get(done.url).content.decode()


@pytest.mark.parametrize(
    ("outcome", "form"),
    [
        ("lost", {"reasons": ["price"], "words": "Too dear"}),
        ("no_decision", {"reasons": ["no_answer"]}),
        ("paused", {"until": "2026-12-24"}),
        ("won", {}),
        ("upgraded", {"added": "50"}),
    ],
)
def test_a_deal_ends_in_each_way_and_is_taken_up_again(
    deal: Deal, people: People, signed_in: SignIn, outcome: str, form: dict[str, object]
) -> None:
    actor = people.actor("alice")
    for stage in ("needs", "find"):
        move(deal.id, stage, actor=actor, at=NOW)
    deal.ticks.create(item="recap", at=NOW)
    alice = signed_in("alice")
    address = f"/deals/{deal.id}/closing/{outcome}/"
    assert alice.get(address).status_code == 200
    assert alice.post(address, {"words": "", **form}).status_code == 303
    deal.refresh_from_db()
    assert deal.outcome == outcome
    assert alice.get(f"/deals/{deal.id}/").status_code == 200
    assert alice.post(f"/deals/{deal.id}/reopening/").status_code == 303
    deal.refresh_from_db()
    assert deal.outcome == "open"


def test_a_loss_needs_a_reason(deal: Deal, signed_in: SignIn) -> None:
    answer = signed_in("alice").post(f"/deals/{deal.id}/closing/lost/", {"words": "No"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_refused_person_learns_which_right_is_needed(deal: Deal, people: People, signed_in: SignIn) -> None:
    change_user(people.bob, role="viewer", actor=SYSTEM, at=NOW)
    bob = signed_in("bob")
    page = bob.get(f"/deals/{deal.id}/").content.decode()
    assert "deals.move" in page
    assert 'hx-get="/deals/1/fields' not in page
    answer = bob.post(f"/deals/{deal.id}/stage/", {"stage": "needs"})
    assert answer.status_code == 403
    assert "deals.move" in answer.content.decode()


def test_a_new_deal_takes_the_known_customer(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    found = alice.get("/deals/new/customers/?company=puu", headers=HTMX).content.decode()
    assert f'data-choose-customer="{deal.customer_id}"' in found
    form = {
        "customer_id": deal.customer_id, "title": "Tables", "value": "99", "currency": "EUR",
        "owner": people.alice.id, "next_step": "Call", "day": "2026-12-01",
    }  # fmt: skip
    answer = alice.post("/deals/new/", form)
    made = Deal.objects.get(title="Tables")
    assert (answer.status_code, answer.url) == (303, f"/deals/{made.id}/")
    assert (made.customer_id, made.value_minor, made.next_step) == (deal.customer_id, 9900, "Call")


def test_a_new_deal_without_anything_names_what_is_missing(deal: Deal, signed_in: SignIn) -> None:
    answer = signed_in("alice").post("/deals/new/", {"currency": "EUR"}, headers=HTMX)
    assert answer.status_code == 422
    assert "A deal needs a title or a customer." in answer.content.decode()


def test_people_are_added_and_taken_off(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    assert alice.post(f"/deals/{deal.id}/people/", {"name": "Hanna", "role": "decides"}).status_code == 303
    person = DealContact.objects.get()
    assert alice.post(f"/deals/{deal.id}/people/{person.contact_id}/removal/").status_code == 303
    assert DealContact.objects.count() == 0
    link_contact(deal.id, person.contact_id, actor=people.actor("alice"), at=NOW)
    assert alice.post(f"/deals/{deal.id}/people/", {"name": ""}, headers=HTMX).status_code == 422


def test_many_deals_change_at_once_and_are_taken_back(deal: Deal, people: People, signed_in: SignIn) -> None:
    actor = people.actor("alice")
    other = open_deal(NewDeal(title="Tables", company="Pöytä Oy"), actor=actor, at=NOW)
    move(other.id, "needs", actor=actor, at=NOW)
    alice = signed_in("alice")
    ids = [deal.id, other.id]
    shown = alice.post("/deals/batches/preview/", {"act": "move", "ids": ids}).content.decode()
    assert "Change 2 deals" in shown
    answer = alice.post(
        "/deals/batches/", {"act": "move", "ids": ids, "stage": "needs", "next": "/deals/?as=list"}
    )
    assert (answer.status_code, answer.url) == (303, "/deals/?as=list")
    assert set(Deal.objects.values_list("stage", flat=True)) == {"needs"}
    batch = Batch.objects.get()
    assert alice.post(f"/deals/batches/{batch.id}/undo/").status_code == 303
    assert dict(Deal.objects.values_list("title", "stage")) == {"Chairs": "find", "Tables": "needs"}
    assert signed_in("bob").get(f"/deals/batches/{batch.id}/").status_code == 404


def test_what_could_not_change_is_listed_with_the_reason(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    answer = alice.post("/deals/batches/", {"act": "move", "ids": [deal.id, 999], "stage": "offer"})
    page = alice.get(answer.url).content.decode()
    assert "The recap is confirmed" in page
    assert "This deal does not exist" in page


def test_very_many_deals_change_in_the_background(
    deal: Deal, people: People, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polku.deals.web.bulk.AT_ONCE", 0)
    alice = signed_in("alice")
    answer = alice.post(
        "/deals/batches/?owner=me", {"act": "close", "all": "1", "outcome": "lost", "reasons": ["price"]}
    )
    job = Job.objects.get(kind="deals.batch")
    assert "0 of 1 done" in alice.get(answer.url).content.decode()
    job.state, job.tries = Job.State.RUNNING, 1
    job.save()
    kinds.get("deals.batch").handler(job, at=NOW)
    deal.refresh_from_db()
    assert (deal.outcome, Batch.objects.get().finished_at) == ("lost", NOW)
    assert "1 deal changed." in alice.get(f"{answer.url}?part").content.decode()


def test_the_bin_gives_back(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    assert alice.post(f"/deals/{deal.id}/voiding/").status_code == 303
    assert "Chairs" in alice.get("/deals/bin/").content.decode()
    assert "in the bin" in alice.get(f"/deals/{deal.id}/").content.decode()
    assert alice.post(f"/deals/{deal.id}/restoring/").status_code == 303
    assert Deal.objects.current().count() == 1


def test_the_list_is_exported_within_ones_scope(deal: Deal, people: People, signed_in: SignIn) -> None:
    update_fields(deal.id, {"title": "=1+1"}, actor=people.actor("alice"), at=NOW)
    answer = signed_in("alice").get("/deals/export/csv/?owner=me")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1,Puu Oy,Find" in text
    other = signed_in("charlie").get("/deals/export/csv/")
    assert len(b"".join(other.streaming_content).decode().splitlines()) == 1  # type: ignore[attr-defined]
    book = signed_in("alice").get("/deals/export/xlsx/")
    assert (book.status_code, b"".join(book.streaming_content)[:2]) == (200, b"PK")  # type: ignore[attr-defined]
    assert signed_in("alice").get("/deals/export/pdf/").status_code == 404


def test_fields_of_the_company_are_added_by_who_may(deal: Deal, signed_in: SignIn) -> None:
    admin = signed_in("admin")
    assert admin.post("/settings/deal-fields/", {"label": "Floor", "kind": "choice"}).status_code == 422
    form = {"label": "Floor", "kind": "choice", "choices": "first\nsecond"}
    assert admin.post("/settings/deal-fields/", form).status_code == 303
    field = CustomField.objects.get()
    assert field.choices == ["first", "second"]
    assert signed_in("alice").get("/settings/deal-fields/").status_code == 403
    assert admin.post(f"/settings/deal-fields/{field.id}/archiving/").status_code == 303


def test_the_timeline_pages_and_filters(deal: Deal, people: People, signed_in: SignIn) -> None:
    actor = people.actor("alice")
    for number in range(35):
        set_next_step(deal.id, text=f"Step {number}", due_at=None, actor=actor, at=NOW)
    alice = signed_in("alice")
    first = alice.get(f"/deals/{deal.id}/timeline/").content.decode()
    assert first.count('id="event-') == 30
    after = re.findall(r"after=([^\"&]+)", first)[0]
    assert alice.get(f"/deals/{deal.id}/timeline/?after={after}").content.decode().count('id="event-') == 6
    stages = alice.get(f"/deals/{deal.id}/timeline/?group=stage").content.decode()
    assert stages.count('id="event-') == 1
    assert alice.get(f"/deals/{deal.id}/timeline/?after=nonsense").status_code == 200


def test_a_figure_leads_to_its_deals_and_a_forged_one_nowhere(deal: Deal, signed_in: SignIn) -> None:
    assert signed_in("alice").get("/deals/?drill=forged").status_code == 404


def test_today_shows_steps_due_and_deals_without_one(deal: Deal, people: People, signed_in: SignIn) -> None:
    actor = people.actor("alice")
    late = open_deal(NewDeal(title="Late one", company="L Oy", owner_id=people.alice.id), actor=actor, at=NOW)
    set_next_step(late.id, text="Call L", due_at=timezone.now() - timedelta(hours=3), actor=actor, at=NOW)
    page = signed_in("alice").get("/").content.decode()
    assert "Call L" in page
    assert "Overdue" in page
    assert "Puu Oy: Chairs" in page
    assert "Call L" not in signed_in("bob").get("/").content.decode()


def test_an_undo_of_nothing_is_not_found(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    assert alice.post("/deals/events/999999/undo/").status_code == 404
    opened = Event.objects.get(kind="deals.deal_opened")
    assert alice.post(f"/deals/events/{opened.id}/undo/").status_code == 404


def test_a_saved_default_view_opens_the_pipeline(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    alice.post("/views/pipeline/", {"name": "Mine", "query": "owner=me&as=list", "next": "/deals/"})
    view = SavedView.objects.get()
    alice.post(f"/views/pipeline/{view.id}/", {"is_default": "1", "next": "/deals/"})
    assert alice.get("/deals/").headers["Location"] == f"/deals/?as=list&owner=me&view={view.id}"


def test_a_won_deal_is_finished_in_the_last_stage(deal: Deal, people: People, signed_in: SignIn) -> None:
    move(deal.id, "care", override_reason="Agreed", actor=people.actor("admin"), at=NOW)
    alice = signed_in("alice")
    assert "/finishing/" in alice.get(f"/deals/{deal.id}/").content.decode()
    assert 'data-card="' in alice.get("/deals/").content.decode()
    assert alice.post(f"/deals/{deal.id}/finishing/").status_code == 303
    assert "/finishing/" not in alice.get(f"/deals/{deal.id}/").content.decode()
    assert 'data-card="' not in alice.get("/deals/").content.decode()


def test_what_takes_long_to_find_shows_its_frame_first(
    deal: Deal, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polku.deals.queries.listings.COUNTED", 0)
    alice = signed_in("alice")
    page = alice.get("/deals/?step=none").content.decode()
    assert 'data-card="' not in page
    part = re.findall(r'hx-get="(/deals/stages/find/[^"]+)"', page)[0].replace("&amp;", "&")
    assert 'data-card="' in alice.get(part, headers=HTMX).content.decode()
    rows = alice.get("/deals/?step=none&as=list").content.decode()
    part = re.findall(r'hx-get="(/deals/rows/[^"]+)"', rows)[0].replace("&amp;", "&")
    assert "Chairs" in alice.get(part, headers=HTMX).content.decode()
