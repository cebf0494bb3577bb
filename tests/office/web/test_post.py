"""Settings of mail: the server is set up and tried, messages are seen and sent again."""

import json

import pytest
from django.test import Client

from polku.access.actions import make_token
from polku.jobs.runner import run_pending
from polku.mail.actions import post
from polku.mail.models import Outgoing, Server, Suppression
from tests.conftest import NOW, People
from tests.mail.conftest import Postman, _line, postman
from tests.ui.conftest import SignIn

__all__ = ["_line", "postman"]
FORM = {
    "host": "mail.aava.example", "port": "587", "security": "starttls", "username": "me", "password": "sesame-42",
    "sender": "sales@aava.example", "sender_name": "",
}  # fmt: skip


@pytest.fixture
def admin(signed_in: SignIn) -> Client:
    return signed_in("admin")


def told(to: str) -> Outgoing:
    row = post(
        to=to, subject="Quote Q-7", text="Hello\n\nHere it is.", language="en", subject_of=("quote", 7), at=NOW,
        actor_id=None,
    )  # fmt: skip
    run_pending(NOW)
    return row


def test_only_who_manages_the_company_sees_mail(signed_in: SignIn, postman: Postman) -> None:
    row = told("dora@puu.example")
    pages = ("", "messages/", "messages/?state=sent", f"messages/{row.pk}/")
    admin, alice = signed_in("admin"), signed_in("alice")
    assert [admin.get(f"/settings/mail/{page}").status_code for page in pages] == [200] * 4
    assert [alice.get(f"/settings/mail/{page}").status_code for page in pages] == [403] * 4
    posts = ("trial/", f"messages/{row.pk}/sending/", "suppressions/1/lifting/")
    assert [alice.post(f"/settings/mail/{page}").status_code for page in posts] == [403] * 3
    assert admin.get("/settings/mail/messages/?state=lost").status_code == 404


def test_the_server_is_set_up_and_its_password_never_shown(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)
    assert "No mail server is set up" in admin.get("/settings/mail/").content.decode()
    assert admin.post("/settings/mail/", FORM).status_code == 303
    page = admin.get("/settings/mail/").content.decode()
    assert ("mail.aava.example" in page, "sesame" in page, Server.objects.get().username) == (
        True,
        False,
        "me",
    )


@pytest.mark.parametrize(("field", "value"), [("host", "smtp://x"), ("sender", "me"), ("port", "0")])
def test_a_bad_setting_of_mail_is_refused_at_its_field(admin: Client, field: str, value: str) -> None:
    answer = admin.post("/settings/mail/", FORM | {field: value})
    assert (answer.status_code, f'id="id_{field}_error"' in answer.content.decode()) == (422, True)


def test_a_trial_is_sent_or_the_servers_words_are_shown(admin: Client, postman: Postman) -> None:
    assert admin.post("/settings/mail/trial/", {"to": "me@aava.example"}).status_code == 303
    assert postman.taken[0]["To"] == "me@aava.example"
    answer = admin.post("/settings/mail/trial/", {"to": "gone@aava.example"})
    assert (answer.status_code, "550 5.1.1" in answer.content.decode()) == (422, True)


def test_a_message_that_came_back_is_sent_again(admin: Client, postman: Postman) -> None:
    row = told("gone@puu.example")
    page = admin.get("/settings/mail/messages/").content.decode()
    assert "No such user here" in page
    Outgoing.objects.filter(id=row.pk).update(to="dora@puu.example")
    assert admin.post(f"/settings/mail/messages/{row.pk}/sending/").status_code == 303
    assert Outgoing.objects.get().state == "queued"
    lifted = admin.post(f"/settings/mail/suppressions/{Suppression.objects.get().pk}/lifting/")
    assert (lifted.status_code, Suppression.objects.count()) == (303, 0)


def test_messages_carry_the_company_s_name_and_colour(people: People, postman: Postman) -> None:
    told("dora@puu.example")
    html = postman.taken[0].get_body(["html"]).get_content()  # type: ignore[union-attr]
    assert "Aava Oy" in html


def test_the_outbox_is_read_and_sent_again_by_api(client: Client, people: People, postman: Postman) -> None:
    row = told("gone@puu.example")
    heads = {
        name: {"authorization": f"Bearer {make_token(name='t', actor=people.actor(name), at=NOW)[1]}"}
        for name in ("admin", "alice")
    }
    answer = client.get("/api/v1/messages?state=bounced", headers=heads["admin"])
    assert [one["id"] for one in json.loads(answer.content)["items"]] == [row.pk]
    assert client.get("/api/v1/messages", headers=heads["alice"]).status_code == 403
    again = client.post(f"/api/v1/messages/{row.pk}/sendings", headers=heads["admin"])
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    assert client.get("/api/v1/messages/99999", headers=heads["admin"]).status_code == 404


def test_what_waited_long_goes_out_when_somebody_says_so(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)
    row = told("dora@puu.example")
    assert admin.post("/settings/mail/messages/sendings/").status_code == 422
    monkeypatch.setenv("POLKU_SMTP_URL", "smtp://127.0.0.1:1?from=a@aava.example")
    assert "Send all that wait" in admin.get("/settings/mail/messages/?state=waiting").content.decode()
    assert admin.post("/settings/mail/messages/sendings/").status_code == 303
    row.refresh_from_db()
    assert row.state == "queued"
