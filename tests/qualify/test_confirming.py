"""Double opt-in: what comes in waits for the link in a mail, which is good once and for seven days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from polku.contacts.models import Consent
from polku.deals.models import Deal
from polku.kernel.errors import Invalid, Refused
from polku.mail.models import Outgoing
from polku.qualify import confirmations
from polku.qualify.actions import confirm, drop_unconfirmed, receive, replay, save_form
from polku.qualify.actions.receiving import Received
from polku.qualify.confirmations import Confirmation
from polku.qualify.models import Capture, LeadForm
from tests.conftest import NOW, People
from tests.qualify.test_public import DORA, token

Sent = list[Confirmation]
SITE = "https://polku.example"


@pytest.fixture
def sent() -> Iterator[Sent]:
    """What was sent, by somebody who can send."""
    sent: Sent = []
    with confirmations.holding(sent.append):
        yield sent


@pytest.fixture
def asking(form: LeadForm, people: People, sent: Sent) -> LeadForm:
    """The form, asking for a confirmation and for consent."""
    values = {"confirms": True, "consent": {"en": "You may mail me"}}
    return save_form("demo", values, actor=people.actor("admin"), at=NOW)


def send(form: LeadForm, key: str = "1", **more: Any) -> Received:
    return receive(
        form, payload={**DORA, "consent": True} | more, headers={}, key=key, language="fi", site=SITE, at=NOW
    )


def token_in(one: Confirmation) -> str:
    return one.link.removeprefix(f"{SITE}/f/confirmations/").rstrip("/")


def test_it_waits_until_the_link_is_used_and_a_second_use_changes_nothing(
    asking: LeadForm, sent: Sent
) -> None:
    received = send(asking)
    assert (received.status, received.deal_id, Deal.objects.count(), Consent.objects.count()) == (
        "waiting",
        None,
        0,
        0,
    )
    (one,) = sent
    assert (one.email, one.name, one.language, one.until) == (
        "dora@nosto.example", "Dora Kivi", "fi", NOW + timedelta(days=7),
    )  # fmt: skip
    assert str(one.form_title) == "Ask for a demo"
    later = NOW + timedelta(days=6)
    first, again = confirm(token_in(one), at=later), confirm(token_in(one), at=later + timedelta(days=9))
    assert (first.status, first.confirmed_at, first.deal_id) == ("mapped", later, again.deal_id)
    assert (Deal.objects.count(), Consent.objects.get().given) == (1, True)


def test_sent_twice_it_is_asked_once(asking: LeadForm, sent: Sent) -> None:
    assert (send(asking).is_new, send(asking).is_new, len(sent)) == (True, False, 1)


def test_a_link_is_good_for_seven_days_and_only_if_whole(asking: LeadForm, sent: Sent) -> None:
    send(asking)
    link = token_in(sent[0])
    for wrong, at, code in (
        (link, NOW + timedelta(days=7), "too_late"),
        (link[:-1], NOW, "bad_link"),
        ("x", NOW, "bad_link"),
    ):
        with pytest.raises(Invalid) as caught:
            confirm(wrong, at=at)
        assert caught.value.code == code
    assert Deal.objects.count() == 0


def test_what_nobody_confirms_is_deleted(asking: LeadForm, sent: Sent) -> None:
    send(asking)
    assert drop_unconfirmed(at=NOW + timedelta(days=7)) == 0
    assert drop_unconfirmed(at=NOW + timedelta(days=7, seconds=1)) == 1
    with pytest.raises(Invalid, match="seven days"):
        confirm(token_in(sent[0]), at=NOW)


def test_what_waits_can_not_be_made_a_lead_by_hand(asking: LeadForm, people: People) -> None:
    with pytest.raises(Refused, match="not confirmed"):
        replay(send(asking).capture_id, actor=people.actor("admin"), at=NOW)


def test_spam_gets_no_mail(asking: LeadForm, sent: Sent) -> None:
    received = receive(asking, payload=DORA, headers={}, key="s", is_spam=True, at=NOW)
    assert (received.status, sent) == ("spam", [])


def test_nobody_is_flooded_through_a_form(asking: LeadForm, sent: Sent) -> None:
    for key in range(5):
        send(asking, key=str(key), message=str(key))
    assert len(sent) == 3
    assert Capture.objects.filter(status="waiting").exclude(error="").count() == 2


def test_a_mail_that_can_not_be_sent_loses_nothing_and_is_told(asking: LeadForm) -> None:
    def fail(one: Confirmation) -> None:
        raise OSError("no route")

    with confirmations.holding(fail):
        received = send(asking)
    assert (received.status, Capture.objects.get().error) == ("waiting", "OSError: no route")


def test_without_a_sender_the_setting_can_not_be_switched_on_and_says_why(
    form: LeadForm, people: People
) -> None:
    assert confirmations.sender() is None
    with pytest.raises(Invalid, match="No mail can be sent") as caught:
        save_form("demo", {"confirms": True}, actor=people.actor("admin"), at=NOW)
    assert (caught.value.field, LeadForm.objects.get().confirms) == ("confirms", False)


def test_a_form_that_asks_for_no_address_can_not_ask_for_a_confirmation(
    form: LeadForm, people: People, sent: Sent
) -> None:
    values = {"confirms": True, "fields": [{"key": "name"}, {"key": "email"}]}
    with pytest.raises(Invalid, match="must require it"):
        save_form("demo", values, actor=people.actor("admin"), at=NOW)


def test_with_a_mail_server_the_confirmation_waits_in_the_outbox(
    asking: LeadForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmations, "sender", lambda: confirmations._by_mail)
    send(asking)
    mail = Outgoing.objects.get()
    assert (mail.subject_type, mail.subject_id) == ("capture", Capture.objects.get().id)
    assert mail.to == str(Capture.objects.get().payload["email"])
    label, link = mail.link
    assert (label, link.startswith("http")) == ("Vahvista", True)


@time_machine.travel(NOW, tick=False)
def test_the_buyer_fills_in_looks_into_the_mail_and_confirms(
    client: Client, asking: LeadForm, sent: Sent
) -> None:
    answer = client.post("/f/demo/", DORA | {"token": token(asking), "consent": "yes"})
    assert "we sent you a mail" in client.get(answer["Location"]).content.decode()
    path = sent[0].link.removeprefix("http://testserver")
    page = client.get(path).content.decode()
    assert ("Was it you?" in page, Deal.objects.count()) == (True, 0)
    assert "Thank you, we call you today." in client.post(path).content.decode()
    assert Deal.objects.count() == 1
    assert "Was it you?" not in client.get(path).content.decode()
    wrong = client.get("/f/confirmations/no/")
    assert (wrong.status_code, "This link is not whole" in wrong.content.decode()) == (422, True)


@time_machine.travel(NOW, tick=False)
def test_settings_say_why_a_confirmation_can_not_be_asked(
    client: Client, form: LeadForm, people: People
) -> None:
    client.force_login(people.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/settings/lead-forms/demo/").content.decode()
    assert "No mail can be sent from here yet" in page
    with confirmations.holding(lambda one: None):
        assert "No mail can be sent" not in client.get("/settings/lead-forms/demo/").content.decode()
