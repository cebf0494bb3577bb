"""What a browser changes of deals."""

import json
import re
from zoneinfo import ZoneInfo

import pytest

from polku.deals.actions import link_contact, move, open_deal, update_fields
from polku.deals.actions.custom_fields import define_field
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Batch, Deal, DealContact, Override
from polku.eventlog.models import Event
from polku.jobs.models import Job
from polku.jobs.registry import kinds
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn

HTMX = {"HX-Request": "true"}


def _triggers(response: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(response.headers.get("HX-Trigger", "{}"))  # type: ignore[attr-defined]
    return found


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


def test_the_list_of_what_is_missing_comes_back_with_what_was_met_meanwhile_ticked(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    alice, actor = signed_in("alice"), people.actor("alice")
    update_fields(deal.id, {"value_minor": None}, actor=actor, at=NOW)
    move(deal.id, "needs", actor=actor, at=NOW)

    def listed(url: str) -> tuple[str, int, bool]:
        shown = alice.get(url, headers=HTMX).content.decode()
        again = re.search(r'data-again="([^"]+)"', shown)
        assert again is not None
        return again[1].replace("&amp;", "&"), shown.count('class="met"'), "data-ready" in shown

    again, met, ready = listed(f"/deals/{deal.id}/stage/?stage=offer")
    assert (met, ready) == (0, False)
    update_fields(deal.id, {"value_minor": 120050, "value_currency": "EUR"}, actor=actor, at=NOW)
    again, met, ready = listed(again)
    assert (met, ready) == (1, False)
    alice.post(f"/deals/{deal.id}/checklist/recap/", {"done": "1"})
    again, met, ready = listed(again)
    assert (met, ready) == (2, True)
    move(deal.id, "offer", actor=actor, at=NOW)
    went_on = alice.get(again, headers=HTMX)
    assert (went_on.status_code, went_on.headers["HX-Redirect"]) == (204, f"/deals/{deal.id}/")


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


def test_a_new_deal_takes_the_known_customer(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    found = alice.get("/deals/new/customers/?company=puu", headers=HTMX).content.decode()
    assert f'name="shown" value="{deal.customer_id}"' in found
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


def test_an_undo_of_nothing_is_not_found(deal: Deal, people: People, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    assert alice.post("/deals/events/999999/undo/").status_code == 404
    opened = Event.objects.get(kind="deals.deal_opened")
    assert alice.post(f"/deals/events/{opened.id}/undo/").status_code == 404


def test_a_won_deal_is_finished_in_the_last_stage(deal: Deal, people: People, signed_in: SignIn) -> None:
    move(deal.id, "care", override_reason="Agreed", actor=people.actor("admin"), at=NOW)
    alice = signed_in("alice")
    assert "/finishing/" in alice.get(f"/deals/{deal.id}/").content.decode()
    assert 'data-card="' in alice.get("/deals/").content.decode()
    assert alice.post(f"/deals/{deal.id}/finishing/").status_code == 303
    assert "/finishing/" not in alice.get(f"/deals/{deal.id}/").content.decode()
    assert 'data-card="' not in alice.get("/deals/").content.decode()
