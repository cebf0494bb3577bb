"""Saved views: whose they are, what they keep."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from polku.kernel.errors import Invalid, NotAllowed
from polku.ui.actions.saved_views import change_view, delete_view, save_view
from polku.ui.answers import start_view
from polku.ui.models import SavedView
from polku.ui.queries import default_view, normal, views
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn


def saved(
    people: People, who: str = "alice", name: str = "Mine", query: str = "owner=me", *, shared: bool = False
) -> SavedView:
    return save_view(place="pipeline", name=name, query=query, shared=shared, actor=people.actor(who), at=NOW)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("b=2&a=1", "a=1&b=2"),
        ("?a=1&view=7", "a=1"),
        ("a=1&after=9&page=2", "a=1"),
        ("", ""),
        ("a=1&a=0", "a=0&a=1"),
    ],
)
def test_a_state_is_compared_in_one_order_and_without_scrolling(query: str, kept: str) -> None:
    assert normal(query) == kept


def test_a_view_keeps_the_state_of_the_page(people: People) -> None:
    assert saved(people, query="?stage=offer&owner=me&view=3").query == "owner=me&stage=offer"


def test_the_same_name_again_replaces_ones_own_view(people: People) -> None:
    first = saved(people)

    assert saved(people, query="owner=all").id == first.id


def test_a_view_is_private_until_it_is_shared(people: People) -> None:
    view = saved(people)
    assert views(people.actor("bob"), "pipeline") == []

    change_view(view, shared=True, actor=people.actor("alice"), at=NOW)

    assert views(people.actor("bob"), "pipeline") == [view]
    assert views(people.actor("charlie"), "pipeline") == []


def test_only_its_owner_changes_a_shared_view(people: People) -> None:
    view = saved(people, shared=True)

    with pytest.raises(NotAllowed):
        change_view(view, name="Ours", actor=people.actor("bob"), at=NOW)
    with pytest.raises(NotAllowed):
        delete_view(view, actor=people.actor("bob"), at=NOW)


def test_one_view_of_a_place_is_where_a_person_starts(people: People) -> None:
    actor = people.actor("alice")
    first, second = saved(people, name="First"), saved(people, name="Second")

    change_view(first, is_default=True, actor=actor, at=NOW)
    change_view(second, is_default=True, actor=actor, at=NOW)

    assert default_view(actor, "pipeline") == second


def test_a_name_taken_by_another_view_is_refused(people: People) -> None:
    saved(people, name="First")

    with pytest.raises(Invalid) as refusal:
        change_view(saved(people, name="Second"), name="First", actor=people.actor("alice"), at=NOW)

    assert refusal.value.field == "name"


def test_a_view_needs_a_name(people: People) -> None:
    with pytest.raises(Invalid):
        saved(people, name="  ")


def test_the_database_refuses_a_shared_view_without_a_team(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=people.alice, place="pipeline", name="x", shared=True)


def test_a_page_saves_its_state_and_opens_the_view(people: People, signed_in: SignIn) -> None:
    answer = signed_in("alice").post(
        "/views/pipeline/", {"name": "Hot", "query": "stage=offer", "next": "/pipeline/"}
    )

    view = SavedView.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/pipeline/?stage=offer&view={view.id}")


def test_a_page_renames_and_deletes_a_view(people: People, signed_in: SignIn) -> None:
    view, client = saved(people), signed_in("alice")

    client.post(f"/views/pipeline/{view.id}/", {"name": "Cold", "is_default": "1", "next": "/pipeline/"})
    view.refresh_from_db()
    assert (view.name, view.is_default) == ("Cold", True)

    client.post(f"/views/pipeline/{view.id}/deletion", {"next": "/pipeline/"})
    assert not SavedView.objects.exists()


def test_a_view_of_another_team_is_not_there(people: People, signed_in: SignIn) -> None:
    view = saved(people, "charlie", shared=True)

    assert signed_in("alice").post(f"/views/pipeline/{view.id}/", {"name": "x"}).status_code == 404


def test_a_colleagues_view_answers_not_allowed(people: People, signed_in: SignIn) -> None:
    view = saved(people, "bob", shared=True)

    assert signed_in("alice").post(f"/views/pipeline/{view.id}/", {"name": "x"}).status_code == 403


def test_a_place_opens_with_the_view_a_person_starts_with(people: People, rf: RequestFactory) -> None:
    view = saved(people)
    change_view(view, is_default=True, actor=people.actor("alice"), at=NOW)
    request: Any = rf.get("/pipeline/")
    request.actor = people.actor("alice")

    led = start_view(request, "pipeline")

    assert led is not None
    assert led["Location"] == f"/pipeline/?view={view.id}&owner=me"


def test_a_place_with_a_state_stays_as_it_is(people: People, rf: RequestFactory) -> None:
    request: Any = rf.get("/pipeline/?stage=offer")
    request.actor = people.actor("alice")

    assert start_view(request, "pipeline") is None
