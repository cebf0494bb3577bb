"""API tokens: the secret is shown once, each sees their own, use is noted once a day."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from polku.access.actions import make_token
from polku.access.models import ApiToken, User
from tests.conftest import NOW, People
from tests.ui.conftest import SignIn


def secret_of(page: str) -> str:
    found = re.search(r'value="(polku_[\w-]+)"', page)
    assert found is not None
    return found[1]


def test_a_token_is_made_and_its_secret_shown_once(people: People, signed_in: SignIn) -> None:
    client = signed_in("alice")
    secret = secret_of(client.post("/settings/tokens/", {"name": "Shop", "read_only": "on"}).content.decode())
    page = client.get("/settings/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert (token.name, token.read_only, token.user) == ("Shop", True, people.alice)
    assert (secret in page, token.hint in page) == (False, True)


def test_a_token_needs_a_purpose_and_an_end_to_come(people: People, signed_in: SignIn) -> None:
    client = signed_in("alice")
    nameless = client.post("/settings/tokens/", {"name": ""})
    ended = client.post("/settings/tokens/", {"name": "Shop", "expires": "2001-01-01"})
    assert (nameless.status_code, ended.status_code, ApiToken.objects.count()) == (422, 422, 0)
    assert 'id="id_expires_error"' in ended.content.decode()


def test_each_sees_and_revokes_their_own_and_admins_all(people: People, signed_in: SignIn) -> None:
    token, _ = make_token(name="Shop", actor=people.actor("alice"), at=NOW)
    assert "Shop" not in signed_in("bob").get("/settings/tokens/").content.decode()
    assert "Shop" in signed_in("admin").get("/settings/tokens/").content.decode()
    assert signed_in("bob").post(f"/settings/tokens/{token.id}/revocation/").status_code == 404
    assert signed_in("alice").post(f"/settings/tokens/{token.id}/revocation/").status_code == 303
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_first_use_of_a_day_is_noted_and_the_next_costs_nothing(people: People) -> None:
    _, secret = make_token(name="Shop", actor=people.actor("alice"), at=NOW)
    client, headers = Client(), {"Authorization": f"Bearer {secret}"}

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/me", headers=headers).status_code == 200
        return len(asked)

    statements()
    ApiToken.objects.update(last_used_on=None)
    first, second = statements(), statements()
    assert (first - second, ApiToken.objects.get().last_used_on is not None) == (1, True)


@pytest.mark.parametrize("ending", [{"revoked_at": NOW}, {"expires_at": NOW.replace(year=2020)}])
def test_an_ended_token_opens_nothing(people: People, ending: dict[str, datetime]) -> None:
    token, secret = make_token(name="Shop", actor=people.actor("alice"), at=NOW)
    ApiToken.objects.filter(id=token.id).update(**ending)
    assert asked(secret) == 401


def test_the_token_of_a_person_who_was_shut_out_opens_nothing(people: People) -> None:
    _, secret = make_token(name="Shop", actor=people.actor("alice"), at=NOW)
    User.objects.filter(id=people.alice.id).update(is_active=False)
    assert asked(secret) == 401


def asked(secret: str) -> int:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code
