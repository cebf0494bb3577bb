"""Activities are written down, corrected, done, taken back; facts and stages follow."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.deals.models import Deal
from polku.engage.actions import (
    change_activity,
    complete_task,
    define_kind,
    log_activities,
    log_activity,
    undo,
    void_activity,
)
from polku.engage.logic.incoming import NewActivity
from polku.engage.models import Activity
from polku.eventlog.models import Change, Event
from polku.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Refused
from polku.process import facts
from tests.conftest import NOW, People

NAMES = ("first_contact_made", "call_held", "meeting_held", "demo_held", "mail_sent", "activities")


def log(deal: Deal, people: People, kind: str, **more: Any) -> Activity:
    done = log_activity(NewActivity(deal.id, kind, **more), actor=people.actor("alice"), at=NOW)
    return Activity.objects.get(id=done.activity_id)


def known(deal: Deal) -> dict[str, object]:
    return facts.load(NAMES, [deal.id])[deal.id]


def test_nothing_is_known_before_anything_was_done(deal: Deal) -> None:
    assert known(deal) == {**dict.fromkeys(NAMES, False), "activities": 0.0}


def test_a_call_that_reached_the_buyer_is_a_contact_and_the_deal_goes_on_by_itself(
    deal: Deal, people: People
) -> None:
    row = log(deal, people, "call", text="They want two cranes", reaction="warmer")
    assert (row.outcome, row.form, row.is_contact, row.by_id) == ("reached", "call", True, people.alice.id)
    assert known(deal) == {
        "first_contact_made": True, "call_held": True, "meeting_held": False, "demo_held": False,
        "mail_sent": False, "activities": 1.0,
    }  # fmt: skip
    deal.refresh_from_db()
    assert deal.stage == "needs"


def test_a_call_without_an_answer_makes_nothing_known(deal: Deal, people: People) -> None:
    log(deal, people, "call", outcome="no_answer")
    assert known(deal) == {**dict.fromkeys(NAMES, False), "activities": 0.0}


def test_a_meeting_to_come_is_planned_and_counts_once_it_was_held(deal: Deal, people: People) -> None:
    row = log(deal, people, "meeting", at=NOW + timedelta(days=2))
    assert (row.outcome, known(deal)["meeting_held"]) == ("planned", False)
    later = NOW + timedelta(days=2, hours=1)
    change_activity(row.id, {"outcome": "done", "reaction": "same"}, actor=people.actor("bob"), at=later)
    assert known(deal)["meeting_held"] is True
    deal.refresh_from_db()
    assert deal.stage == "needs"


def test_what_was_said_never_stands_in_the_log(deal: Deal, people: People) -> None:
    row = log(deal, people, "note", text="Her daughter rides")
    event = Event.objects.get(kind="engage.activity_logged")
    assert event.payload == {
        "activity_id": row.id, "activity_kind": "note", "form": "note", "outcome": "done", "direction": "out",
        "is_contact": False,
    }  # fmt: skip
    assert "daughter" not in str(event.payload)
    assert (event.case_id, event.version_id, event.stage) == (deal.id, deal.version_id, "find")


def test_the_next_step_agreed_in_a_call_is_saved_with_it_or_neither_is(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    log_activity(NewActivity(deal.id, "note", text="x"), next_step="Send the offer", actor=alice, at=NOW)
    deal.refresh_from_db()
    assert deal.next_step == "Send the offer"
    with pytest.raises(Invalid):
        log_activity(NewActivity(deal.id, "note", text="y"), next_step="x" * 301, actor=alice, at=NOW)
    assert Activity.objects.filter(text="y").count() == 0


@pytest.mark.usefixtures("_files")
def test_a_file_is_kept_with_the_activity(deal: Deal, people: People) -> None:
    done = log_activity(
        NewActivity(deal.id, "note", text="Plans"), upload=BytesIO(b"plan"), upload_name="../plan.txt",
        actor=people.actor("alice"), at=NOW,
    )  # fmt: skip
    file = Activity.objects.select_related("file").get(id=done.activity_id).file
    assert file is not None
    assert (file.name, file.size, file.subject_type, file.team_id) == (
        "plan.txt",
        4,
        "activity",
        deal.team_id,
    )


@pytest.fixture
def _files(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "dance"}, "kind"),
        ({"kind": "note", "text": " "}, "text"),
        ({"kind": "note", "text": "a\x00b"}, "text"),
        ({"kind": "note", "text": "\ud800"}, "text"),
        ({"kind": "note", "text": "x" * 20_001}, "text"),
        ({"kind": "call", "outcome": "no_show"}, "outcome"),
        ({"kind": "meeting", "outcome": "done", "at": NOW + timedelta(days=1)}, "at"),
        ({"kind": "call", "reaction": "angry"}, "reaction"),
        ({"kind": "call", "direction": "up"}, "direction"),
        ({"kind": "call", "duration_minutes": -1}, "duration_minutes"),
        ({"kind": "call", "due_at": NOW}, "due_at"),
        ({"kind": "call", "contact_id": 999}, "contact_id"),
        ({"kind": "call", "by_id": 999}, "by_id"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(deal: Deal, people: People, more: Any, field: str) -> None:
    answer = log_activities([NewActivity(deal.id, **more)], actor=people.actor("alice"), at=NOW)[0]
    assert isinstance(answer.error, DomainError)
    assert answer.error.field == field
    assert Activity.objects.count() == 0


def test_a_batch_answers_for_each_row_at_the_same_number_of_queries(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    deal.refresh_from_db()

    def queries(number: int) -> int:
        rows = [NewActivity(deal.id, "mail", text=str(n)) for n in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            log_activities([*rows, NewActivity(0, "mail")], actor=alice, at=NOW)
        return len(captured)

    queries(1)
    assert queries(1) == queries(30)
    assert queries(60) == queries(120)


def test_people_of_other_teams_neither_see_nor_write(deal: Deal, people: People) -> None:
    row = log(deal, people, "call")
    charlie = people.actor("charlie")
    assert list(Activity.objects.visible_to(charlie)) == []
    assert list(Activity.objects.visible_to(people.actor("bob"))) == [row]
    answer = log_activities([NewActivity(deal.id, "call")], actor=charlie, at=NOW)[0]
    assert isinstance(answer.error, NotFound)
    with pytest.raises(NotFound):
        change_activity(row.id, {"text": "x"}, actor=charlie, at=NOW)
    with pytest.raises(NotFound):
        void_activity(row.id, actor=charlie, at=NOW)


def test_edits_of_different_fields_both_hold_and_of_the_same_field_are_asked(
    deal: Deal, people: People
) -> None:
    row = log(deal, people, "call", text="one")
    alice, bob = people.actor("alice"), people.actor("bob")
    change_activity(row.id, {"text": "two"}, base={"text": "one"}, actor=alice, at=NOW)
    change_activity(
        row.id, {"text": "one", "reaction": "colder"}, base={"text": "one", "reaction": ""}, actor=bob, at=NOW
    )
    row.refresh_from_db()
    assert (row.text, row.reaction) == ("two", "colder")
    with pytest.raises(Conflict) as clash:
        change_activity(row.id, {"text": "three"}, base={"text": "one"}, actor=bob, at=NOW)
    assert clash.value.fields == {"text": {"yours": "three", "theirs": "two", "base": "one"}}


def test_a_task_is_done_once(deal: Deal, people: People) -> None:
    row = log(deal, people, "task", text="Send drawings", due_at=NOW + timedelta(days=1))
    assert row.outcome == "planned"
    assert complete_task(row.id, actor=people.actor("alice"), at=NOW) is not None
    assert complete_task(row.id, actor=people.actor("alice"), at=NOW) is None
    row.refresh_from_db()
    assert (row.outcome, row.done_at) == ("done", NOW)


def test_logging_changing_voiding_and_doing_can_each_be_taken_back_once(deal: Deal, people: People) -> None:
    alice = people.actor("alice")
    row = log(deal, people, "task", text="one")
    done = complete_task(row.id, actor=alice, at=NOW)
    undo(done or 0, actor=alice, at=NOW)
    row.refresh_from_db()
    assert (row.outcome, row.done_at) == ("planned", None)
    changed = change_activity(row.id, {"text": "two"}, actor=alice, at=NOW)
    undo(changed or 0, actor=alice, at=NOW)
    row.refresh_from_db()
    assert row.text == "one"
    gone = void_activity(row.id, actor=alice, at=NOW)
    undo(gone, actor=alice, at=NOW)
    logged = Event.objects.get(kind="engage.activity_logged").id
    undo(logged, actor=alice, at=NOW)
    row.refresh_from_db()
    assert row.voided_at == NOW
    with pytest.raises(DomainError):
        undo(logged, actor=alice, at=NOW)
    with pytest.raises(Refused):
        undo(gone, actor=alice, at=NOW)


def test_a_change_is_kept_field_by_field(deal: Deal, people: People) -> None:
    row = log(deal, people, "call", text="one")
    change_activity(row.id, {"text": "two", "duration_minutes": 12}, actor=people.actor("alice"), at=NOW)
    assert sorted(Change.objects.values_list("field", "before", "after")) == [
        ("duration_minutes", None, 12),
        ("text", "one", "two"),
    ]


def test_a_kind_of_the_companys_own_behaves_like_its_form(deal: Deal, people: People) -> None:
    admin = people.actor("admin")
    define_kind(
        "site_visit", name={"en": "Site visit", "fi": "Työmaakäynti"}, form="meeting", icon="pin",
        counts_as_contact=True, letter="v", actor=admin, at=NOW,
    )  # fmt: skip
    log(deal, people, "site_visit")
    assert known(deal)["meeting_held"] is True
    with pytest.raises(NotAllowed):
        define_kind("x", name="X", actor=people.actor("alice"), at=NOW)
    with pytest.raises(Invalid):
        define_kind("call", name="X", actor=admin, at=NOW)
    with pytest.raises(Invalid):
        define_kind("other", name="X", letter="c", actor=admin, at=NOW)


def test_history_is_told_and_nothing_reacts(deal: Deal, people: People) -> None:
    log_activities(
        [NewActivity(deal.id, "call", at=NOW - timedelta(days=9))],
        actor=people.actor("admin"), at=NOW, history=True,
    )  # fmt: skip
    event = Event.objects.get(kind="engage.activity_logged")
    deal.refresh_from_db()
    assert (event.history, event.at, deal.stage) == (True, NOW - timedelta(days=9), "find")
