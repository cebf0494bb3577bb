"""One's profile; users and invitations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from polku.access.actions import add_user
from polku.access.logic import SYSTEM
from polku.access.models import Invitation, User
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn


def test_the_profile_changes_name_language_and_look(people: People, signed_in: SignIn) -> None:
    client = signed_in("alice")

    answer = client.post(
        "/settings/profile/", {"name": "Alice Ahola", "language": "fi", "theme": "dark", "density": "compact"}
    )

    page = client.get("/settings/profile/").content.decode()
    assert answer.status_code == 303
    assert '<html lang="fi" data-theme="dark" data-density="compact">' in page


def test_the_language_of_the_profile_wins_over_the_cookie(people: People, signed_in: SignIn) -> None:
    User.objects.filter(id=people.alice.id).update(language="pl")
    client = signed_in("alice")
    client.cookies["polku_language"] = "fi"

    assert '<html lang="pl"' in client.get("/").content.decode()


def test_a_wrong_choice_is_shown_at_its_field(people: People, signed_in: SignIn) -> None:
    answer = signed_in("alice").post("/settings/profile/", {"name": "Alice", "theme": "pink"})

    assert (answer.status_code, 'id="id_theme_error"' in answer.content.decode()) == (422, True)


def test_the_look_is_switched_from_any_page(people: People, signed_in: SignIn) -> None:
    answer = signed_in("alice").post("/settings/appearance/", {"theme": "dark", "next": "/settings/"})

    people.alice.refresh_from_db()
    assert (answer["Location"], people.alice.theme) == ("/settings/", "dark")


@pytest.mark.parametrize("path", ["/settings/people/", "/settings/invitations/"])
def test_only_those_who_manage_users_see_them(people: People, signed_in: SignIn, path: str) -> None:
    assert signed_in("alice").get(path).status_code == 403
    assert signed_in("admin").get(path).status_code == 200


def test_an_invitation_shows_its_link_once(people: People, signed_in: SignIn) -> None:
    client = signed_in("admin")
    form = {"email": "erin@example.org", "role": "seller", "team": people.riga.id}

    page = client.post("/settings/invitations/", form).content.decode()

    assert "http://testserver/accounts/join/" in page
    assert "erin@example.org" in client.get("/settings/people/").content.decode()


def test_an_address_that_signs_in_already_is_refused_at_its_field(people: People, signed_in: SignIn) -> None:
    form = {"email": people.bob.email, "role": "seller", "team": people.riga.id}

    answer = signed_in("admin").post("/settings/invitations/", form)

    assert (answer.status_code, 'id="id_email_error"' in answer.content.decode()) == (422, True)


def test_an_invitation_is_taken_back(people: People, signed_in: SignIn) -> None:
    client = signed_in("admin")
    client.post(
        "/settings/invitations/", {"email": "erin@example.org", "role": "seller", "team": people.riga.id}
    )

    client.post(f"/settings/invitations/{Invitation.objects.get().id}/withdrawal/")

    assert Invitation.objects.get().withdrawn_at is not None


def test_a_person_gets_another_role_and_team(people: People, signed_in: SignIn) -> None:
    form = {"role": "manager", "reach": "team", "teams": [people.riga.id], "is_active": "on"}

    signed_in("admin").post(f"/settings/people/{people.bob.id}/", form)

    people.bob.refresh_from_db()
    assert (people.bob.role, people.bob.reach, list(people.bob.teams.all())) == (
        "manager",
        "team",
        [people.riga],
    )


def test_the_last_admin_stays(people: People, signed_in: SignIn) -> None:
    form = {"role": "seller", "reach": "", "teams": [people.helsinki.id], "is_active": "on"}

    answer = signed_in("admin").post(f"/settings/people/{people.admin.id}/", form)

    assert (answer.status_code, 'id="id_role_error"' in answer.content.decode()) == (422, True)


def test_the_list_of_people_asks_as_often_for_more_of_them(people: People, signed_in: SignIn) -> None:
    client = signed_in("admin")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/settings/people/")
        return len(asked)

    client.get("/settings/people/")
    few = queries()
    for name in ("Erin", "Fay", "Gus"):
        add_user(email=f"{name}@example.org", name=name, role="seller", actor=SYSTEM, at=NOW)

    assert queries() == few
