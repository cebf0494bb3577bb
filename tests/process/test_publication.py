"""A document is proven, published once, and then never changes."""

import pytest
from django.db import transaction

from polku.access.logic import Actor
from polku.company.models import Company
from polku.eventlog.models import Event
from polku.kernel.errors import Invalid, NotAllowed, NotFound
from polku.process import actions, queries
from polku.process.logic import ready_made
from polku.process.logic.yaml_source import DocumentError
from polku.process.models import Process, ProcessVersion
from tests.process.conftest import AT
from tests.process.made import criterion, document, stage

pytestmark = pytest.mark.django_db


def test_the_first_process_becomes_the_default_and_the_log_tells_its_stages(manager: Actor) -> None:
    Company.objects.create(name="Firm", time_zone="Europe/Helsinki", holidays={"2026-12-24": "Eve"})
    version = actions.publish_document(
        document(stage("find", expected_days=3), stage("care", "care")), actor=manager, at=AT
    )
    assert (version.number, version.published_at, version.process.is_default) == (1, AT, True)
    event = Event.objects.get()
    assert (event.kind, event.version_id, event.subject_id) == (
        "process.process_published",
        version.pk,
        version.process_id,
    )
    assert event.payload["stages"] == [
        {"key": "find", "position": 0, "phase": "find", "after_win": False, "expected_days": 3.0},
        {"key": "care", "position": 1, "phase": "care", "after_win": True, "expected_days": None},
    ]
    assert (event.payload["calendar"]["zone"], event.payload["calendar"]["holidays"]) == (
        "Europe/Helsinki",
        ["2026-12-24"],
    )


def test_versions_count_up_and_an_unchanged_document_makes_none(manager: Actor) -> None:
    first = actions.publish_document(document(), actor=manager, at=AT)
    again = actions.publish_document(document(), actor=manager, at=AT)
    second = actions.publish_document(document(name="Renamed"), actor=manager, at=AT)
    assert (again.pk, second.number) == (first.pk, 2)
    assert Process.objects.get().name.to("en") == "Renamed"
    assert Event.objects.count() == 2


def test_a_second_process_is_not_the_default(manager: Actor) -> None:
    actions.publish_document(document(), actor=manager, at=AT)
    other = actions.publish_document(document(key="other"), actor=manager, at=AT)
    assert not other.process.is_default


def test_an_unknown_fact_is_refused_at_publishing_with_its_place(manager: Actor) -> None:
    bad = document(
        stage(
            "find", exit=[criterion("a", "call_hold"), criterion("b", "item_nowhere")], advance="deal_value"
        )
    )
    with pytest.raises(DocumentError) as caught:
        actions.publish_document(bad, actor=manager, at=AT)
    assert [(fault.where, str(fault.message)) for fault in caught.value.faults] == [
        ("stages[0].exit[0].when", "No fact is called “call_hold”."),
        ("stages[0].exit[1].when", "No fact is called “item_nowhere”."),
        ("stages[0].advance", "This answers “1.0” instead of true or false."),
    ]
    assert not Process.objects.exists()


def test_a_stage_may_advance_as_soon_as_its_exit_criteria_are_met(manager: Actor) -> None:
    waits = stage("find", exit=[criterion("a", "call_held")], advance="true")
    actions.publish_document(document(waits, stage("close")), actor=manager, at=AT)
    with pytest.raises(DocumentError, match="leave this stage at once"):
        actions.publish_document(document(stage("find", advance="true")), actor=manager, at=AT)


def test_only_who_may_edit_publishes(seller: Actor) -> None:
    for refused in (
        lambda: actions.publish_document(document(), actor=seller, at=AT),
        lambda: actions.load_ready("three-step", actor=seller, at=AT),
        lambda: actions.save_draft(Process(key="small"), document(), actor=seller, at=AT),
        lambda: actions.set_default(Process(), actor=seller, at=AT),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_draft_is_kept_replaced_published_or_thrown_away(manager: Actor) -> None:
    process = actions.publish_document(document(), actor=manager, at=AT).process
    actions.save_draft(process, document(name="One"), actor=manager, at=AT)
    draft = actions.save_draft(process, document(name="Two"), actor=manager, at=AT, note="why")
    assert (draft.number, draft.is_draft, ProcessVersion.objects.count()) == (0, True, 2)
    assert queries.draft(process) == draft
    assert queries.draft_definition(draft).name.to("en") == "Two"
    version = actions.publish_draft(process, actor=manager, at=AT)
    assert (version.pk, version.number, version.note) == (draft.pk, 2, "why")
    assert queries.draft(process) is None
    actions.save_draft(process, document(name="Three"), actor=manager, at=AT)
    assert actions.discard_draft(process, actor=manager, at=AT)
    assert not actions.discard_draft(process, actor=manager, at=AT)
    with pytest.raises(NotFound):
        actions.publish_draft(process, actor=manager, at=AT)


def test_an_unchanged_draft_is_only_thrown_away(manager: Actor) -> None:
    first = actions.publish_document(document(), actor=manager, at=AT)
    actions.save_draft(first.process, document(), actor=manager, at=AT)
    assert actions.publish_draft(first.process, actor=manager, at=AT) == first
    assert ProcessVersion.objects.count() == 1


def test_publishing_a_file_leaves_the_draft_alone(manager: Actor) -> None:
    process = actions.publish_document(document(), actor=manager, at=AT).process
    draft = actions.save_draft(process, document(name="Mine"), actor=manager, at=AT)
    version = actions.publish_document(document(name="Theirs"), actor=manager, at=AT)
    assert (version.number, queries.draft(process)) == (2, draft)


def test_a_draft_belongs_to_its_process(manager: Actor) -> None:
    process = actions.publish_document(document(), actor=manager, at=AT).process
    with pytest.raises(Invalid, match="another process"):
        actions.save_draft(process, document(key="other"), actor=manager, at=AT)
    with pytest.raises(DocumentError):
        actions.save_draft(process, {"polku": 1}, actor=manager, at=AT)


def test_a_draft_may_name_facts_that_are_yet_to_come(manager: Actor) -> None:
    process = actions.publish_document(document(), actor=manager, at=AT).process
    actions.save_draft(process, document(stage("find", advance="some_day")), actor=manager, at=AT)
    with pytest.raises(DocumentError):
        actions.publish_draft(process, actor=manager, at=AT)


def test_one_process_is_the_default(manager: Actor) -> None:
    one = actions.publish_document(document(key="one"), actor=manager, at=AT).process
    two = actions.publish_document(document(key="two"), actor=manager, at=AT).process
    actions.set_default(two, actor=manager, at=AT)
    actions.set_default(two, actor=manager, at=AT)
    assert queries.default_process() == two
    assert list(queries.processes()) == [two, one]
    assert Event.objects.filter(kind="process.process_chosen").count() == 1
    with pytest.raises(Invalid, match="default process can't be archived"), transaction.atomic():
        actions.archive(two, actor=manager, at=AT)
    actions.archive(one, actor=manager, at=AT)
    assert list(queries.processes()) == [two]
    assert list(queries.processes(archived=True)) == [two, one]
    with pytest.raises(Invalid), transaction.atomic():
        actions.set_default(one, actor=manager, at=AT)
    with pytest.raises(Invalid, match="archived"), transaction.atomic():
        actions.publish_document(document(key="one", name="New"), actor=manager, at=AT)
    assert actions.restore(one, actor=manager, at=AT).archived_at is None


@pytest.mark.parametrize("name", ready_made.names())
def test_every_ready_made_process_publishes(name: str, manager: Actor) -> None:
    version = actions.load_ready(name, actor=manager, at=AT)
    made = queries.definition(version.pk)
    assert (made.key, made.number, made.version_id) == (name, 1, version.pk)
    assert actions.load_ready(name, actor=manager, at=AT) == version


def test_an_unknown_ready_made_process_is_refused_with_those_there_are(manager: Actor) -> None:
    with pytest.raises(NotFound, match="three-step"):
        actions.load_ready("no-step", actor=manager, at=AT)
