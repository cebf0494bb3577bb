"""What became of an offer's message is told in truth: on its page, on the deal, in the list, by API, on Today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.eventlog.models import Event
from polku.jobs.runner import run_pending
from polku.mail.actions import hand_over, send_due
from polku.mail.models import Outgoing, State
from polku.office.posted import newest
from polku.office.web.today import unsent, waiting
from polku.process.facts import load
from polku.quotes.actions import accept, decline, revise, send, withdraw
from polku.quotes.models import Quote
from tests.conftest import NOW, People
from tests.orders.door import Door
from tests.quotes.conftest import CONTENT
from tests.quotes.test_web import _now, alice, text

__all__ = ["_now", "alice"]
NOT_MAILED = "Not mailed: no mail server is set up"


@pytest.fixture
def mailed(quote: Quote, people: People, monkeypatch: pytest.MonkeyPatch) -> Quote:
    """An offer that was sent by mail where no mail server is set up."""
    monkeypatch.delenv("POLKU_SMTP_URL", raising=False)
    actor = people.actor("alice")
    return send(quote.id, to="dora@dora.example", site="https://a.example", actor=actor, at=NOW).quote


def test_without_a_server_every_place_says_that_it_was_not_mailed(
    alice: Client, mailed: Quote, deal: Deal
) -> None:
    pages = [f"/quotes/{mailed.id}/", f"/deals/{deal.id}/", "/quotes/"]
    shown = [text(alice, page) for page in pages]
    assert [(NOT_MAILED in page, "quote-state sent" in page) for page in shown] == [(True, False)] * 3
    assert "it waits for a mail server" in shown[0]
    assert b"Not sent yet" in b"".join(alice.get("/quotes/export/").streaming_content)
    assert run_pending(NOW) == 1
    page = text(alice, pages[0])
    assert (
        "A message was not mailed: no mail server is set up" in page,
        "Your admin can do that." in page,
    ) == (
        True,
        True,
    )
    assert Event.objects.get(kind="mail.message_waits").case_id == deal.id


def test_the_api_tells_the_same_to_who_sees_the_quote(mailed: Quote, people: People) -> None:
    seller, other = Door(people.actor("alice")), Door(people.actor("charlie"))
    status, told = seller("POST", f"/quotes/{mailed.id}/sendings", {"to": "dora@dora.example"})
    assert (status, told["by_mail"], told["mail"]) == (200, True, "waiting")
    status, found = seller("GET", f"/messages?about=quote:{mailed.id}")
    assert (status, [one["state"] for one in found["items"]]) == (200, ["waiting"])
    refused = [
        other("GET", f"/messages?about={one}")[0] for one in (f"quote:{mailed.id}", "quote:x", "deal:1")
    ]
    assert refused == [403, 422, 403]


def test_who_hands_it_over_says_so_and_it_is_not_sent_any_more(
    alice: Client, mailed: Quote, people: People, client: Client
) -> None:
    row = Outgoing.objects.get()
    url, back = f"/settings/mail/messages/{row.pk}/handing/", f"/quotes/{mailed.id}/"
    other = Client()
    other.force_login(people.charlie, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert other.post(url).status_code == 403
    answer = alice.post(url, {"next": back})
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    page = text(alice, back)
    assert ("Handed over without mail" in page, NOT_MAILED in page) == (True, False)
    assert (run_pending(NOW), Outgoing.objects.get().state) == (1, "handed")
    assert alice.post(url).status_code == 404


def test_who_may_name_a_mail_server_is_told_that_messages_wait_for_one(
    mailed: Quote, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = waiting(people.actor("admin"), NOW)
    assert (row.why, row.url) == ("1 message waits for a server.", "/settings/mail/")
    assert waiting(people.actor("alice"), NOW) == []
    monkeypatch.setenv("POLKU_SMTP_URL", "smtp://127.0.0.1:1?from=a@aava.example")
    assert waiting(people.actor("admin"), NOW) == []


def test_what_failed_says_why_stands_on_today_and_is_tried_again(
    alice: Client, mailed: Quote, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLKU_SMTP_URL", "smtp://127.0.0.1:1?from=a@aava.example")
    Outgoing.objects.update(state=State.FAILED, reason="554 5.7.1 Relay access denied")
    actor = people.actor("alice")
    assert [one.why for one in unsent(actor, NOW)] == ["Could not be sent"]
    page = text(alice, f"/quotes/{mailed.id}/")
    assert ("Could not be sent" in page, "Relay access denied" in page, "Try again" in page) == (
        True,
        True,
        True,
    )
    row = Outgoing.objects.get()
    assert alice.post(f"/settings/mail/messages/{row.pk}/sending/").status_code == 303
    assert (Outgoing.objects.get().state, unsent(actor, NOW)) == ("queued", [])
    assert newest("quote", [mailed.id], at=NOW) == {}


def accepted(quote: Quote, actor: Actor) -> None:
    accept(quote.id, name="Dora", actor=actor, at=NOW)


def replaced(quote: Quote, actor: Actor) -> None:
    revise(quote.id, CONTENT, actor=actor, at=NOW)
    send(quote.id, site="https://a.example", actor=actor, at=NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (accepted, "The offer was accepted."),
        (
            lambda quote, actor: decline(quote.id, reason="price", actor=actor, at=NOW),
            "The offer was declined.",
        ),
        (lambda quote, actor: withdraw(quote.id, actor=actor, at=NOW), "The offer was withdrawn."),
        (
            lambda quote, actor: revise(quote.id, CONTENT, actor=actor, at=NOW),
            "A new version of this offer is being written.",
        ),
        (replaced, "There is a newer version of this offer."),
    ],
)
def test_an_offer_that_came_too_late_is_set_aside_with_the_reason(
    alice: Client, mailed: Quote, people: People, deed: Callable[[Quote, Actor], object], why: str
) -> None:
    offer, later = Outgoing.objects.get(), NOW + timedelta(minutes=10)
    send_due(at=NOW)
    deed(mailed, people.actor("alice"))
    send_due(at=later)
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("aside", why)
    page = text(alice, f"/quotes/{mailed.id}/")
    assert (why in page, NOT_MAILED in page) == (True, False)
    assert newest("quote", [mailed.id], at=later) == {}


def test_a_quote_counts_as_sent_once_somebody_has_it(
    mailed: Quote, deal: Deal, people: People, client: Client
) -> None:
    def is_sent() -> object:
        return load(["quote_sent"], [deal.id])[deal.id]["quote_sent"]

    send_due(at=NOW)
    assert (Outgoing.objects.get().state, is_sent()) == ("waiting", False)
    with transaction.atomic():
        hand_over(Outgoing.objects.get().id, actor_id=people.alice.id, via=Via.WEB, at=NOW)
        assert is_sent() is True
        transaction.set_rollback(True)
    with transaction.atomic():
        client.get(f"/q/{mailed.token}/")
        assert is_sent() is True
        transaction.set_rollback(True)
    Outgoing.objects.all().delete()
    assert is_sent() is True  # the link alone was given
