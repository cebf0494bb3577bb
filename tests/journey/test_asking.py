"""The buyer's link: what it opens, once, how long, how often; what becomes of the answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from polku.deals.actions import void_deals
from polku.deals.models import Deal
from polku.journey.actions import answer_by_link, ask_buyer
from polku.journey.logic.asking import PER_LINK, TooMany
from polku.journey.models import Asking, BuyerAnswer, Feedback, Knock
from polku.journey.queries.asking import results
from polku.kernel.errors import NotAllowed, NotFound, Refused
from polku.mail.models import Outgoing
from polku.process import facts
from tests.conftest import NOW, People

SITE = "https://polku.example"
ANSWER = {"ease": "5", "knew": "yes", "again": "maybe", "words": "Quick"}


@pytest.fixture
def link(deal: Deal, people: People) -> Asking:
    return ask_buyer(deal.id, site=SITE, language="fi", actor=people.actor("alice"), at=NOW).asking


def test_a_link_is_128_random_bits_and_given_again_while_it_is_open(
    link: Asking, deal: Deal, people: People
) -> None:
    again = ask_buyer(deal.id, site=SITE, language="fi", actor=people.actor("bob"), at=NOW)
    assert (len(link.token), again.asking.token, again.link) == (22, link.token, f"{SITE}/b/{link.token}/")
    other = ask_buyer(deal.id, site=SITE, language="pl", actor=people.actor("bob"), at=NOW)
    assert other.asking.token != link.token


def test_it_goes_by_mail_in_the_buyers_language(deal: Deal, people: People) -> None:
    done = ask_buyer(
        deal.id, to="dora@kivi.example", language="en", site=SITE, actor=people.actor("alice"), at=NOW
    )
    mail = Outgoing.objects.get()
    assert (mail.to, mail.subject, done.link in mail.link, done.by_mail) == (
        "dora@kivi.example", "How did the selling go? Aava Oy asks", True, True,
    )  # fmt: skip


def test_who_does_not_reach_the_deal_asks_nobody(deal: Deal, people: People) -> None:
    with pytest.raises(NotFound):
        ask_buyer(deal.id, site=SITE, actor=people.actor("charlie"), at=NOW)


def test_an_answer_becomes_feedback_and_a_fact(link: Asking, deal: Deal) -> None:
    answer_by_link(link.token, **ANSWER, at=NOW)
    said = Feedback.objects.get()
    assert (said.tone, said.score, said.about, said.words, said.by_buyer, said.by_id) == (
        "warmer",
        5,
        "selling",
        "Quick",
        True,
        None,
    )
    assert facts.load(["buyer_answered", "last_feedback"], [deal.id])[deal.id] == {
        "buyer_answered": True, "last_feedback": "warmer",
    }  # fmt: skip


def test_a_link_is_answered_once(link: Asking) -> None:
    answer_by_link(link.token, **ANSWER, at=NOW)
    with pytest.raises(Refused):
        answer_by_link(link.token, **ANSWER | {"ease": "1"}, at=NOW)
    assert (BuyerAnswer.objects.get().ease, Feedback.objects.count()) == (5, 1)


@pytest.mark.parametrize("token", ["", "short", "x" * 22, "' OR 1=1 --" * 3])
def test_what_is_no_token_opens_nothing(link: Asking, token: str) -> None:
    with pytest.raises(NotFound):
        answer_by_link(token, **ANSWER, at=NOW)


def test_a_link_is_good_for_sixty_days_and_not_for_a_deal_in_the_bin(
    link: Asking, deal: Deal, people: People
) -> None:
    with pytest.raises(NotFound):
        answer_by_link(link.token, **ANSWER, at=NOW + timedelta(days=60))
    void_deals([deal.id], actor=people.actor("alice"), at=NOW)
    with pytest.raises(NotFound):
        answer_by_link(link.token, **ANSWER, at=NOW)


def test_too_much_at_once_is_refused_and_the_address_is_kept_hashed(link: Asking) -> None:
    for _ in range(PER_LINK):
        with pytest.raises((Refused, Exception)):
            answer_by_link(link.token, **ANSWER | {"ease": "9"}, address_hash="abc", at=NOW)
    with pytest.raises(TooMany):
        answer_by_link(link.token, **ANSWER, address_hash="abc", at=NOW)
    assert Knock.objects.count() == PER_LINK
    assert answer_by_link(link.token, **ANSWER, address_hash="abc", at=NOW + timedelta(minutes=11)).ease == 5


def test_results_stand_by_how_the_deal_stood_then(link: Asking, people: People) -> None:
    answer_by_link(link.token, **ANSWER, at=NOW)
    found = {one.outcome: (one.asked, one.answered, one.easy.k) for one in results(people.actor("alice"))}
    assert found == {"open": (1, 1, 1), "won": (0, 0, 0), "lost": (0, 0, 0)}
    assert [one.answered for one in results(people.actor("charlie"))] == [0, 0, 0]


@time_machine.travel(NOW)
def test_the_page_speaks_the_language_of_the_link_and_needs_no_account(client: Client, link: Asking) -> None:
    page = client.get(f"/b/{link.token}/")
    assert (page.status_code, page.headers["Cache-Control"].count("no-store")) == (200, 1)
    assert '<html lang="fi"' in page.content.decode()
    assert 'name="robots" content="noindex"' in page.content.decode()
    assert "Chairs" not in page.content.decode()


@time_machine.travel(NOW)
def test_the_page_takes_the_answers_and_thanks(client: Client, link: Asking) -> None:
    wrong = client.post(f"/b/{link.token}/?lang=en", ANSWER | {"knew": "perhaps"})
    assert (wrong.status_code, "Quick" in wrong.content.decode()) == (422, True)
    done = client.post(f"/b/{link.token}/?lang=en", ANSWER)
    assert (done.status_code, done.headers["Location"]) == (303, f"/b/{link.token}/?lang=en")
    assert "Thank you" in client.get(f"/b/{link.token}/?lang=en").content.decode()
    assert client.get("/b/nothing-here-at-all-to-see/").status_code == 404


def test_a_viewer_may_not_ask(deal: Deal, people: People) -> None:

    viewer = replace(people.actor("alice"), role="viewer")
    with pytest.raises(NotAllowed):
        ask_buyer(deal.id, site=SITE, actor=viewer, at=NOW)
