"""Signing in: password, second step, lock-out, joining by invitation."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.test import Client
from django.utils import timezone

from polku.access.actions import invite_user, set_password, withdraw_invitation
from polku.access.models import User
from tests.conftest import NOW, People

PASSWORD = "a quiet path in the woods"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def alice(people: People) -> User:
    set_password(people.alice, password=PASSWORD, actor=people.actor("admin"), at=NOW)
    return people.alice


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/profile/").status_code == 200


def test_a_person_signs_in_by_mail_address_in_any_case(client: Client, alice: User) -> None:
    assert sign_in(client, "ALICE@example.org", PASSWORD) == 302
    assert is_signed_in(client)


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, alice: User) -> None:
    page = client.post("/account/login/", {"login": alice.email, "password": "wrong"}).content.decode()

    assert 'role="alert"' in page
    assert f'value="{alice.email}"' in page


def test_a_person_who_was_shut_out_cannot_sign_in(client: Client, alice: User) -> None:
    User.objects.filter(id=alice.id).update(is_active=False)

    sign_in(client, alice.email, PASSWORD)

    assert not is_signed_in(client)


def test_too_many_wrong_passwords_lock_that_address_alone(
    client: Client, alice: User, people: People
) -> None:
    set_password(people.bob, password=PASSWORD, actor=people.actor("admin"), at=NOW)

    answers = [sign_in(client, alice.email, "wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]

    assert answers[-1] == 429
    assert sign_in(client, alice.email, PASSWORD) == 429
    assert sign_in(client, people.bob.email, PASSWORD) == 302


def test_the_page_of_the_locked_out_is_ours(client: Client, alice: User) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = client.post("/account/login/", {"login": alice.email, "password": "wrong"}).content.decode()

    assert "Too many wrong passwords" in page


def test_a_second_step_is_asked_for(client: Client, alice: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)

    sign_in(client, alice.email, PASSWORD)

    assert not is_signed_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert is_signed_in(client)


def test_the_second_step_is_set_up_with_a_picture_and_a_code(client: Client, alice: User) -> None:
    sign_in(client, alice.email, PASSWORD)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page)
    assert secret is not None
    assert "data:image/svg+xml;base64," in page
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret[1])}, follow=True)

    assert done.content.decode().count("<li>") >= 10
    assert get_adapter().is_mfa_enabled(alice)


def test_an_invitation_is_joined_once(client: Client, people: People) -> None:
    _, token = invite_user(
        email="erin@example.org",
        role="seller",
        team=people.riga,
        actor=people.actor("admin"),
        at=timezone.now(),
    )

    assert "Join Aava Oy" in client.get(f"/accounts/join/{token}/").content.decode()
    joined = client.post(f"/accounts/join/{token}/", {"name": "Erin", "password": PASSWORD})

    assert joined["Location"] == "/"
    assert is_signed_in(client)
    assert Client().get(f"/accounts/join/{token}/").status_code == 404


def test_a_weak_password_is_refused_at_its_field(client: Client, people: People) -> None:
    _, token = invite_user(
        email="erin@example.org",
        role="seller",
        team=people.riga,
        actor=people.actor("admin"),
        at=timezone.now(),
    )

    answer = client.post(f"/accounts/join/{token}/", {"name": "Erin", "password": "short"})

    assert (answer.status_code, 'id="id_password_error"' in answer.content.decode()) == (422, True)


def test_an_invitation_taken_back_is_closed(client: Client, people: People) -> None:
    admin = people.actor("admin")
    row, token = invite_user(email="erin@example.org", role="seller", team=people.riga, actor=admin, at=NOW)
    withdraw_invitation(row, actor=admin, at=NOW)

    assert client.get(f"/accounts/join/{token}/").status_code == 404


def test_nobody_signs_up_without_an_invitation(client: Client, people: People) -> None:
    client.post("/account/signup/", {"email": "erin@example.org", "password1": PASSWORD})

    assert not User.objects.filter(email="erin@example.org").exists()


@pytest.mark.parametrize(
    "path",
    ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"],
)
def test_pages_without_an_account_are_in_the_frame_of_the_product(
    client: Client, people: People, path: str
) -> None:
    page = client.get(path).content.decode()

    assert '<main class="letter entrance"' in page
