"""Letters about signing in: an invitation and a new password leave by the outbox, and leave no secret behind."""

import re

import pytest
from django.conf import settings as live
from django.test import Client

from polku.access.models import Invitation, User
from polku.jobs.runner import run_pending
from polku.mail.models import Outgoing
from tests.conftest import NOW, People
from tests.mail.conftest import Postman, _line, postman  # noqa: F401 -- fixtures
from tests.ui.conftest import SignIn


@pytest.fixture(autouse=True)
def _quick_passwords(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


def ask(client: Client, email: str, host: str = "testserver") -> int:
    return client.post("/account/password/reset/", {"email": email}, headers={"host": host}).status_code


def test_an_invitation_goes_out_by_mail_and_shows_what_became_of_it(
    people: People, signed_in: SignIn
) -> None:
    client = signed_in("admin")
    client.post(
        "/settings/invitations/", {"email": "erin@example.org", "role": "seller", "team": people.riga.id}
    )
    letter = Outgoing.objects.get(subject_type="invitation", subject_id=Invitation.objects.get().id)
    path = letter.link[1].removeprefix("http://testserver")
    assert (letter.to, Client().get(path).status_code) == ("erin@example.org", 200)
    assert "To be sent" in client.get("/settings/people/").content.decode()


def test_a_link_for_a_new_password_is_sent_works_once_and_is_not_kept(
    client: Client,
    people: People,
    postman: Postman,  # noqa: F811 -- the fixture
) -> None:
    assert ask(client, people.alice.email) == 302
    assert run_pending(NOW.replace(year=2100)) >= 1
    [message] = postman.taken
    text = message.get_body(["plain"]).get_content()  # type: ignore[union-attr]
    [path] = re.findall(r"http://testserver(/account/password/reset/key/\S+)", text)
    assert (message["To"], Outgoing.objects.get().link) == (people.alice.email, [])
    page = client.get(path, follow=True)
    words = {"password1": "a quiet path in the woods", "password2": "a quiet path in the woods"}
    assert client.post(page.redirect_chain[-1][0], words).status_code == 302
    assert User.objects.get(id=people.alice.id).check_password("a quiet path in the woods")
    assert "no longer good" in Client().get(path, follow=True).content.decode()


def test_a_stranger_learns_nothing_and_fills_no_mailbox(client: Client, people: People) -> None:
    assert [ask(client, "nobody@example.org"), ask(client, people.alice.email)] == [302, 302]
    assert [ask(client, people.alice.email) for _ in range(5)] == [302] * 5
    assert list(Outgoing.objects.values_list("to", flat=True)) == [people.alice.email] * 3


@pytest.mark.parametrize(("host", "sent"), [("evil.example", 0), ("10.1.2.3:8000", 1), ("localhost:8000", 1)])
def test_the_link_names_no_host_that_a_stranger_chose(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, host: str, sent: int
) -> None:
    monkeypatch.setattr(live, "ALLOWED_HOSTS", ["*"])
    ask(client, people.alice.email, host)
    assert Outgoing.objects.count() == sent
