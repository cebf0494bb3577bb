"""The pages of the spine as a browser sees them."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku.access.actions import change_user
from polku.access.logic import SYSTEM
from polku.deals.actions import move, open_deal, set_next_step, update_fields
from polku.deals.actions.meeting import add_person
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import CustomField, Deal
from polku.process.logic.definition import Definition
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
        "1 of 2 done",
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


def test_a_refused_person_learns_which_right_is_needed(deal: Deal, people: People, signed_in: SignIn) -> None:
    change_user(people.bob, role="viewer", actor=SYSTEM, at=NOW)
    bob = signed_in("bob")
    page = bob.get(f"/deals/{deal.id}/").content.decode()
    assert "The right it needs: Move deals" in page
    assert 'hx-get="/deals/1/fields' not in page
    answer = bob.post(f"/deals/{deal.id}/stage/", {"stage": "needs"})
    assert answer.status_code == 403
    assert "The right it needs: Move deals" in answer.content.decode()


def test_who_may_not_open_deals_is_not_told_to(people: People, plain: Definition, signed_in: SignIn) -> None:
    change_user(people.bob, role="viewer", actor=SYSTEM, at=NOW)
    page = signed_in("bob").get("/deals/").content.decode()
    assert ("No open deals yet" in page, "/deals/new/" in page) == (True, False)


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


def test_a_saved_default_view_opens_the_pipeline(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    alice.post("/views/pipeline/", {"name": "Mine", "query": "owner=me&as=list", "next": "/deals/"})
    view = SavedView.objects.get()
    alice.post(f"/views/pipeline/{view.id}/", {"is_default": "1", "next": "/deals/"})
    assert alice.get("/deals/").headers["Location"] == f"/deals/?as=list&owner=me&view={view.id}"


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
