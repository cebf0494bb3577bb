"""Versions: listed, looked at, compared, brought back; which process new deals start in."""

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.process import actions, queries
from polku.process.logic import editing
from tests.conftest import NOW

VERSIONS = "/process/eight-stage/versions/"


@pytest.fixture
def second(admin: Client) -> None:
    """A second version, without the stage of needs."""
    made = editing.without_stage(queries.published("eight-stage"), "needs")
    actions.publish_document(made, actor=SYSTEM, at=NOW, note="Shorter")


@pytest.mark.usefixtures("second")
def test_versions_are_listed_newest_first(alice: Client) -> None:
    page = alice.get(VERSIONS).content.decode()
    assert page.index("versions/2/") < page.index("versions/1/")
    assert ("Shorter" in page, "return/" in page) == (True, False)


@pytest.mark.usefixtures("second")
def test_a_version_shows_its_own_stages(alice: Client) -> None:
    assert "stages/needs/?number=1" in alice.get(f"{VERSIONS}1/").content.decode()
    assert "stages/needs/" not in alice.get(f"{VERSIONS}2/").content.decode()
    assert alice.get("/process/eight-stage/stages/needs/?number=1").status_code == 200
    assert alice.get("/process/eight-stage/stages/needs/").status_code == 404
    assert alice.get(f"{VERSIONS}9/").status_code == 404


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "“Needs” is gone."),
        ("?from=2&to=1", "“Needs” is new, after “Qualify”."),
        ("?from=1&to=1", "Nothing differs."),
        ("?to=x&from=99", "“Needs” is gone."),
    ],
)
def test_two_versions_are_compared_in_words_and_on_two_maps(alice: Client, query: str, told: str) -> None:
    page = alice.get(f"{VERSIONS}comparison/{query}").content.decode()
    assert (told in page, page.count("<svg xmlns")) == (True, 4)


def test_the_draft_is_compared_with_what_is_in_force(admin: Client) -> None:
    admin.post("/process/eight-stage/edit/stages/needs/removal/")
    assert "“Needs” is gone." in admin.get(f"{VERSIONS}comparison/?to=draft").content.decode()


@pytest.mark.usefixtures("second")
def test_to_roll_back_is_to_publish_the_old_one_again(admin: Client) -> None:
    assert admin.post(f"{VERSIONS}1/return/")["Location"] == VERSIONS
    newest = queries.versions(queries.process("eight-stage")).first()
    assert newest is not None
    assert (newest.number, newest.note) == (3, "Back to version 1")
    assert (
        queries.published("eight-stage").stages
        == queries.definition(queries.version(newest.process, 1).pk).stages
    )
    admin.post(f"{VERSIONS}3/return/")
    assert queries.versions(newest.process).count() == 3


@pytest.mark.usefixtures("second")
def test_a_version_is_a_file(alice: Client) -> None:
    answer = alice.get(f"{VERSIONS}1/source.yaml")
    assert ("key: needs" in answer.content.decode(), answer["Content-Disposition"]) == (
        True,
        'attachment; filename="eight-stage-1.yaml"',
    )


def test_another_process_becomes_the_default_and_the_first_is_archived(admin: Client) -> None:
    admin.post("/process/templates/three-step/")
    assert admin.post("/process/eight-stage/archive/").status_code == 400
    assert admin.post("/process/three-step/default/")["Location"] == "/settings/processes/"
    assert admin.get("/process/")["Location"] == "/process/three-step/map/"
    admin.post("/process/eight-stage/archive/")
    assert "archived" in admin.get("/settings/processes/").content.decode()
    assert (
        "/process/eight-stage/map/"
        not in admin.get("/process/three-step/map/?show=designed").content.decode()
    )
    admin.post("/process/eight-stage/archive/", {"restore": "1"})
    assert queries.process("eight-stage").archived_at is None


def test_a_seller_reads_the_list_of_processes(alice: Client) -> None:
    page = alice.get("/settings/processes/").content.decode()
    assert ("Eight stages" in page, "/process/templates/" in page) == (True, False)
