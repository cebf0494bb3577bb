"""Mail: written with the change, sent once by the job, tried again, given up, never to an address that came back."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from polku.db.transactions import write
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.files.actions import store
from polku.jobs.models import Job
from polku.jobs.runner import run_pending
from polku.kernel.errors import Invalid, NotFound, Refused
from polku.kernel.redaction import Marks
from polku.mail import privacy
from polku.mail.actions import NewMail, lift, post, post_all, post_once, send_again, set_server, try_server
from polku.mail.logic.layout import Brand, as_html
from polku.mail.logic.servers import PAUSES, Relay, is_no_address, relay_of
from polku.mail.models import Outgoing, Server, Suppression
from polku.mail.queries import counts, of, server
from tests.conftest import NOW
from tests.mail.conftest import Postman

pytestmark = pytest.mark.django_db


def told(to: str = "dora@puu.example", **more: Any) -> Outgoing:
    return post(
        **{
            "to": to, "subject": "Tarjous Q-7", "text": "Hei Dora\n\nTässä tarjous: https://aava.example/q/7.",
            "language": "fi", "subject_of": ("quote", 7), "case_id": 3, "at": NOW, "actor_id": 5,
            "reply_to": "alice@aava.example",
        } | more
    )  # fmt: skip


def states() -> list[str]:
    return list(Outgoing.objects.order_by("id").values_list("state", flat=True))


def test_what_waits_is_not_made_twice_and_says_what_was_written_last() -> None:
    def once(text: str, subject: str = "Quote Q-7") -> bool:
        mail = NewMail("dora@puu.example", subject, text, "en", ("quote", 7), case_id=3)
        return post_once(mail, at=NOW, actor_id=5)[1]

    made = [once("One")]
    run_pending(NOW)
    made += [once("Two")]
    run_pending(NOW)
    assert (made, states(), Outgoing.objects.get().text) == ([True, False], ["waiting"], "Two")
    assert [event.kind for event in Event.objects.all()] == ["mail.message_waits"]
    assert once("Another", "Quote Q-8")


def test_a_message_is_queued_with_the_change_and_sent_by_the_job(postman: Postman) -> None:
    row = told(link=("Avaa tarjous", "https://aava.example/q/7?a=1&b=2"))
    assert (states(), postman.taken) == (["queued"], [])
    assert run_pending(NOW) == 1
    (message,) = postman.taken
    assert (message["From"], message["To"]) == ("Aava Oy <sales@aava.example>", "dora@puu.example")
    assert (message["Reply-To"], message["Subject"]) == ("alice@aava.example", "Tarjous Q-7")
    assert message["Message-ID"] == f"<{row.token}@aava.example>"
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert text.replace("\r", "").endswith("Avaa tarjous:\nhttps://aava.example/q/7?a=1&b=2\n")
    assert 'href="https://aava.example/q/7?a=1&amp;b=2"' in html
    assert '<html lang="fi">' in html
    event = Event.objects.get(kind="mail.message_sent")
    assert (event.subject_type, event.subject_id, event.case_id) == ("quote", 7, 3)
    assert (of(("quote", 7))[0].state, of(("quote", 7))[0].sent_at) == ("sent", NOW)


def test_a_message_is_sent_once_though_the_job_runs_twice(postman: Postman) -> None:
    told()
    run_pending(NOW)
    told("eve@puu.example")
    run_pending(NOW + timedelta(minutes=1))
    assert [str(one["To"]) for one in postman.taken] == ["dora@puu.example", "eve@puu.example"]


def test_what_is_rolled_back_is_not_sent(postman: Postman) -> None:
    def change() -> None:
        with write():
            told()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    run_pending(NOW)
    assert (states(), postman.taken) == ([], [])


def test_files_travel_with_it(postman: Postman) -> None:
    file = store(io.BytesIO(b"%PDF-1.7 x"), name="Tarjous ä.pdf", at=NOW)
    told(attachments=[file.pk])
    run_pending(NOW)
    (attached,) = postman.taken[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content_type(), attached.get_content()) == (
        "Tarjous ä.pdf", "application/pdf", b"%PDF-1.7 x",
    )  # fmt: skip


def test_a_file_that_is_gone_is_said(postman: Postman) -> None:
    told(attachments=[999])
    run_pending(NOW)
    row = Outgoing.objects.get()
    assert (row.state, "999" in row.reason, postman.taken) == ("failed", True, [])


def test_many_messages_take_as_many_statements_as_one(django_assert_max_num_queries: Any) -> None:
    mails = [NewMail(f"p{n}@puu.example", "S", "T", "en", ("reminder", n)) for n in range(30)]
    with django_assert_max_num_queries(6):  # two of them are this test's savepoint
        post_all(mails, at=NOW, actor_id=None)
    assert (Outgoing.objects.count(), Job.objects.count()) == (30, 1)


@pytest.mark.parametrize("to", ["nobody", "a@b", "a b@c.fi", "a@c.fi\nBcc: x@y.fi", "a@c.fi\x00", ""])
def test_what_is_no_address_is_refused_at_once(to: str) -> None:
    with pytest.raises(Invalid) as refusal:
        told(to)
    assert refusal.value.field == "to"


def test_a_subject_can_add_no_header(postman: Postman) -> None:
    told(subject="Hello\r\nBcc: eve@puu.example")
    run_pending(NOW)
    assert (postman.taken[0]["Bcc"], postman.taken[0]["Subject"]) == (None, "Hello Bcc: eve@puu.example")


def test_an_address_that_does_not_exist_is_not_written_to_again(postman: Postman) -> None:
    told("Gone.girl@puu.example")
    run_pending(NOW)
    told("gone.girl@puu.example")
    run_pending(NOW)
    assert states() == ["bounced", "bounced"]
    assert Suppression.objects.get().address == "gone.girl@puu.example"
    assert [event.kind for event in Event.objects.all()] == ["mail.message_bounced"] * 2
    lift(Suppression.objects.get().pk)
    assert Suppression.objects.count() == 0


@pytest.mark.parametrize("name", ["policy", "full"])
def test_a_refusal_that_is_not_about_the_address_suppresses_nothing(postman: Postman, name: str) -> None:
    told(f"{name}@puu.example")
    run_pending(NOW)
    assert (states(), Suppression.objects.count()) == (["failed"], 0)


def test_a_server_that_puts_off_is_asked_again_later_and_at_last_given_up(postman: Postman) -> None:
    told("late@puu.example")
    at = NOW
    for pause in PAUSES:
        run_pending(at)
        row = Outgoing.objects.get()
        assert (row.state, row.next_try_at, row.reason) == (
            "queued",
            at + pause,
            "451 4.7.1 Greylisted, try later",
        )
        assert run_pending(at + pause - timedelta(seconds=1)) == 0
        at += pause
    run_pending(at)
    row = Outgoing.objects.get()
    assert (row.state, row.tries) == ("failed", len(PAUSES) + 1)
    assert Event.objects.get().kind == "mail.message_failed"


def test_a_message_the_server_does_not_like_is_given_up(postman: Postman) -> None:
    postman.refuses_data = True
    told()
    run_pending(NOW)
    assert (states(), Outgoing.objects.get().reason) == (["failed"], "554 5.6.0 We do not like this message")


def test_a_line_that_breaks_counts_for_the_one_it_broke_at(postman: Postman) -> None:
    postman.hangs_up_at = "b"
    for name in "abc":
        told(f"{name}@puu.example")
    run_pending(NOW)
    assert states() == ["sent", "queued", "queued"]
    assert list(Outgoing.objects.order_by("id").values_list("tries", flat=True)) == [1, 1, 0]
    postman.hangs_up_at = ""
    run_pending(NOW + timedelta(minutes=1))
    assert [str(one["To"])[0] for one in postman.taken] == ["a", "b", "c"]


def test_a_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLKU_SMTP_URL", "smtp://127.0.0.1:9?security=none&from=a@aava.example")
    told()
    run_pending(NOW)
    row = Outgoing.objects.get()
    assert (row.state, row.tries, "ConnectionRefusedError" in row.reason) == ("queued", 1, True)


def configure(postman: Postman, **changes: Any) -> Server:
    return set_server(
        **{
            "host": "127.0.0.1", "port": postman.port, "security": "none", "username": "", "password": None,
            "sender": "office@aava.example", "sender_name": "Aava", "actor_id": 5, "via": Via.WEB, "at": NOW,
        } | changes
    )  # fmt: skip


@pytest.fixture
def by_settings(postman: Postman, monkeypatch: pytest.MonkeyPatch) -> Postman:
    """The mail server, not in use yet."""
    monkeypatch.delenv("POLKU_SMTP_URL")
    return postman


def test_without_a_server_messages_wait_and_go_once_there_is_one(by_settings: Postman) -> None:
    told()
    run_pending(NOW)
    assert (states(), counts()["waiting"]) == (["waiting"], 1)
    configure(by_settings)
    run_pending(NOW)
    assert (states(), by_settings.senders) == (["sent"], ["office@aava.example"])


def test_what_waited_for_days_goes_only_when_somebody_says_so(by_settings: Postman) -> None:
    old = told(at=NOW - timedelta(days=4))
    run_pending(NOW)
    configure(by_settings)
    run_pending(NOW)
    assert states() == ["waiting"]
    send_again(old.pk, at=NOW)
    run_pending(NOW)
    assert states() == ["sent"]
    with pytest.raises(NotFound):
        send_again(old.pk, at=NOW)


def test_the_password_is_sealed_and_kept_unless_given_anew(by_settings: Postman) -> None:
    configure(by_settings, username="me", password="sesame-42")
    configure(by_settings, username="you")
    row, relay = Server.objects.get(), server()
    assert relay is not None
    assert ("sesame-42" in row.sealed_password, relay.password, relay.username) == (False, "sesame-42", "you")
    with pytest.raises(Invalid) as refusal:
        configure(by_settings, host="elsewhere.example")
    assert refusal.value.field == "password"
    assert "sesame" not in str(list(Event.objects.values_list("payload", "changes__after")))


def test_a_password_sealed_with_another_key_is_said_and_nothing_is_lost(
    by_settings: Postman, settings: Any
) -> None:
    configure(by_settings, password="sesame-42")
    settings.SECRET_KEY = "another"
    told()
    run_pending(NOW)
    assert states() == ["waiting"]
    with pytest.raises(Refused) as refusal:
        try_server(to="a@puu.example", subject="S", text="T", language="en", at=NOW)
    assert refusal.value.code == "unreadable"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "smtp://x"),
        ("host", ""),
        ("port", 0),
        ("port", 65536),
        ("security", "ssl3"),
        ("sender", "me"),
    ],
)
def test_a_server_that_cannot_be_is_refused_at_its_field(
    by_settings: Postman, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refusal:
        configure(by_settings, **{field: value})
    assert (refusal.value.field, Server.objects.count()) == (field, 0)


def test_a_trial_goes_out_at_once_or_tells_the_servers_own_words(postman: Postman) -> None:
    try_server(to="alice@aava.example", subject="Trial", text="It works.", language="en", at=NOW)
    assert (postman.taken[0]["Subject"], Outgoing.objects.count()) == ("Trial", 0)
    with pytest.raises(Refused) as refusal:
        try_server(to="gone@puu.example", subject="Trial", text="It works.", language="en", at=NOW)
    assert "550 5.1.1 No such user here" in str(refusal.value)


def test_a_trial_without_a_server_says_so(by_settings: Postman) -> None:
    with pytest.raises(Refused) as refusal:
        try_server(to="alice@aava.example", subject="S", text="T", language="en", at=NOW)
    assert refusal.value.code == "no_server"


def test_the_line_of_the_environment_is_read() -> None:
    assert relay_of("smtp://me%40a.fi:p%2Fw@mail.a.fi?from=Aava <s@a.fi>") == Relay(
        "mail.a.fi", 587, "starttls", "s@a.fi", "Aava", "me@a.fi", "p/w"
    )
    assert relay_of("smtps://me%40a.fi:x@mail.a.fi") == Relay(
        "mail.a.fi", 465, "tls", "me@a.fi", "", "me@a.fi", "x"
    )
    for bad in (
        "http://a.fi?from=a@a.fi",
        "smtp://a.fi",
        "smtp://a.fi:99999?from=a@a.fi",
        "smtp://?from=a@a.fi",
    ):
        with pytest.raises(Invalid):
            relay_of(bad)


def test_only_some_refusals_are_about_the_address() -> None:
    told = [
        is_no_address(code, answer)
        for code, answer in (
            (550, "5.1.1 no"),
            (553, "no"),
            (550, "5.7.1 spam"),
            (552, "full"),
            (451, "4.1.1"),
        )
    ]
    assert told == [True, True, False, False, False]


def test_words_cannot_become_markup_in_the_layout() -> None:
    html = as_html(
        '<script>x</script>\n\nsee https://a.fi/"onclick=1',
        title="</title>",
        language='fi"',
        brand=Brand("<b>", colour="red;x"),
    )
    assert "<script>" not in html
    assert "<b>" not in html
    assert 'href="https://a.fi/"' in html
    assert "red" not in html


def test_what_was_written_to_a_person_can_be_told_and_forgotten(postman: Postman) -> None:
    told("Dora@puu.example")
    told("eve@puu.example", case_id=9, text="Ask dora@puu.example")
    told("eve@puu.example", case_id=9, text="Nothing")
    marks = Marks(emails=["dora@puu.example"])
    assert [one["to"] for one in privacy.export({}, marks)] == ["Dora@puu.example"]
    assert privacy.erase({}, marks) == 2
    rows = list(Outgoing.objects.order_by("id").values_list("to", "text", "state"))
    assert rows == [
        ("[…]", "[…]", "failed"),
        ("eve@puu.example", "Ask […]", "queued"),
        ("eve@puu.example", "Nothing", "queued"),
    ]
