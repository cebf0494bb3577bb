"""Definitions are read once, and never from a version that may still be taken back."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from polku.access.logic import Actor
from polku.eventlog.events import Via
from polku.kernel.errors import NotFound
from polku.process import actions, queries
from polku.process.models import ProcessVersion
from tests.process.conftest import AT
from tests.process.made import document, stage

pytestmark = pytest.mark.django_db


def _publish(manager: Actor, capture: DjangoCaptureOnCommitCallbacks, name: str) -> ProcessVersion:
    with capture(execute=True):
        return actions.publish_document(document(name=name), actor=manager, at=AT)


def test_a_committed_version_is_read_once(
    manager: Actor,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = _publish(manager, django_capture_on_commit_callbacks, "One")
    with django_assert_num_queries(1):
        first = queries.definition(version.pk)
    with django_assert_num_queries(0):
        assert queries.definition(version.pk) is first
        assert queries.definitions({version.pk}) == {version.pk: first}
    with django_assert_num_queries(1):
        assert queries.published() is first
    queries.hold_back(version.pk)


def test_a_version_that_was_taken_back_is_not_remembered(manager: Actor) -> None:
    with transaction.atomic():
        version = actions.publish_document(document(name="Gone"), actor=manager, at=AT)
        assert queries.definition(version.pk).name.to("en") == "Gone"
        transaction.set_rollback(True)
    with pytest.raises(NotFound):
        queries.definition(version.pk)


def test_the_latest_version_is_in_force(manager: Actor) -> None:
    actions.publish_document(document(name="One"), actor=manager, at=AT)
    actions.publish_document(document(key="other"), actor=manager, at=AT)
    latest = actions.publish_document(document(name="Two"), actor=manager, at=AT)
    actions.save_draft(latest.process, document(name="Three"), actor=manager, at=AT)
    assert (queries.published().number, queries.published().name.to("en")) == (2, "Two")
    assert queries.published("other").key == "other"
    assert [version.number for version in queries.versions(latest.process)] == [2, 1]
    in_force = queries.published_of({latest.process_id})
    assert {key: one.number for key, one in in_force.items()} == {latest.process_id: 2}


def test_nothing_published_says_what_to_do() -> None:
    with pytest.raises(NotFound, match="Load a ready-made one"):
        queries.published()
    with pytest.raises(NotFound, match="nowhere"):
        queries.published("nowhere")
    with pytest.raises(NotFound):
        queries.process("nowhere")
    assert queries.default_process() is None


def test_everybody_reads_processes_however_short_their_reach(manager: Actor, seller: Actor) -> None:
    process = actions.publish_document(document(), actor=manager, at=AT).process
    assert list(queries.processes(seller)) == [process]
    assert queries.versions(process, seller).count() == 1
    stranger = Actor(user_id=1, role="customer", via=Via.WEB)
    assert list(queries.processes(stranger)) == []
    assert queries.versions(process, stranger).count() == 0


def test_a_fact_is_called_by_its_label(manager: Actor) -> None:
    made = queries.draft_definition(
        actions.publish_document(
            document(stage("find", checklist=[{"key": "seen", "text": {"en": "Seen", "fi": "Nähty"}}])),
            actor=manager,
            at=AT,
        )
    )
    assert queries.fact_label(made, "item_seen", "fi") == "Nähty"
    assert queries.fact_label(made, "call_held", "en") != ""
    assert queries.fact_label(made, "nobody", "en") == "nobody"
    assert queries.known_types(made)["item_seen"] == "bool"
