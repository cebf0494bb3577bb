"""How content buyers are: from each door into one row, from there to figures and indicators."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from polku.access.logic import SYSTEM
from polku.deals.actions import void_deals
from polku.deals.models import Deal
from polku.insight.filters import Filter
from polku.insight.logic.asked import Asked
from polku.insight.sights import SIGHTS
from polku.journey.actions import give_feedback, undo
from polku.journey.logic.incoming import NewFeedback
from polku.journey.metrics import SOURCES
from polku.journey.models import Feedback
from polku.kernel.errors import Invalid
from tests.conftest import NOW, People

CONTENT, MEAN = (source.load for source in SOURCES)
BOUNDS = (NOW - timedelta(days=60), NOW - timedelta(days=30), NOW + timedelta(days=1))


def said(deal: Deal, score: int | None, at: datetime = NOW, tone: str = "") -> int:
    (done,) = give_feedback([NewFeedback(deal.id, tone, score=score, at=at)], actor=SYSTEM, at=NOW)
    if done.error:
        raise done.error
    return done.event_id or 0


def seen() -> tuple[int, ...]:
    return tuple(SIGHTS["satisfaction"].see(Filter(), NOW, Asked()).found.whole.counts)


def test_a_score_alone_says_the_tone(deal: Deal) -> None:
    for score in (1, 3, 5):
        said(deal, score)
    told = list(Feedback.objects.order_by("id").values_list("score", "tone"))
    assert told == [(1, "colder"), (3, "same"), (5, "warmer")]


def test_what_is_no_score_is_refused_and_a_tone_is_needed_without_one(deal: Deal) -> None:
    with pytest.raises(Invalid):
        said(deal, 6)
    with pytest.raises(Invalid):
        said(deal, None)


def test_a_score_taken_back_or_of_a_deal_in_the_bin_counts_nowhere(deal: Deal, people: People) -> None:
    said(deal, 4)
    event = said(deal, 2)
    assert seen() == (0, 1, 0, 0, 0)
    undo(event, actor=people.actor("alice"), at=NOW)
    assert seen() == (0, 0, 0, 1, 0)
    void_deals([deal.id], actor=people.actor("alice"), at=NOW)
    assert seen() == (0, 0, 0, 0, 0)


def test_an_indicator_takes_the_last_score_of_each_deal_in_each_period(deal: Deal, people: People) -> None:
    said(deal, 5, NOW - timedelta(days=40))
    said(deal, 2, NOW - timedelta(days=20))
    said(deal, 3, NOW - timedelta(days=10))
    alice, charlie = people.actor("alice"), people.actor("charlie")
    assert CONTENT(alice, Filter(), BOUNDS, NOW) == [(1.0, 1), (0.0, 1)]
    assert MEAN(alice, Filter(), BOUNDS, NOW) == [(5.0, 1), (3.0, 1)]
    assert MEAN(charlie, Filter(), BOUNDS, NOW) == [(None, 0), (None, 0)]


def test_a_seller_notes_a_score_on_the_deal_and_sees_it_there(deal: Deal, alice: Client) -> None:
    asked = {"tone": "warmer", "about": "selling", "words": "Good", "score": "4"}
    form = alice.get(f"/deals/{deal.id}/feedback/").content.decode()
    answer = alice.post(f"/deals/{deal.id}/feedback/", asked)
    page = alice.get(f"/deals/{deal.id}/").content.decode()
    assert ('name="score"' in form, answer.status_code, "4 of 5" in page) == (True, 303, True)
    assert Feedback.objects.get().score == 4


def test_the_figure_says_its_n_and_is_a_file_by_stage(deal: Deal, admin: Client) -> None:
    said(deal, 4)
    page = admin.get("/insight/figures/satisfaction/?by=stage").content.decode()
    rows = admin.get("/insight/figures/satisfaction.csv?by=stage").content.decode().splitlines()
    assert ("n 1; of 1 deals" in page, '<option value="stage" selected' in page) == (True, True)
    assert rows[0] == (
        "attribute,value,n,share,low,high,mean,mean_low,mean_high,score_5,score_4,score_3,score_2,score_1"
    )
    assert rows[1:] == [f"stage,{deal.stage},1,,,,,,,0,1,0,0,0"]
    assert admin.get("/insight/figures/satisfaction/?by=weather").status_code == 400
