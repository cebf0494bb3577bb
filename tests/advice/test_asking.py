"""Asking for the order, signals, techniques by what followed, pages."""

from datetime import timedelta

import pytest
from django.test import Client

from polku.advice import actions, queries
from polku.advice.making import night
from polku.advice.models import Asking
from polku.deals.actions import close, open_deal, reopen
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.eventlog.models import Event
from polku.journey.actions import give_feedback
from polku.journey.actions import undo as undo_feedback
from polku.journey.logic.incoming import NewFeedback
from polku.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(people: People, eight_stage: Definition) -> Deal:
    """An open deal of Alice's."""
    return open_deal(NewDeal(title="Crane", company="Nosto Oy"), actor=people.actor("alice"), at=NOW)


def test_asking_for_the_order_is_an_event_that_can_be_taken_back(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    event = actions.ask(deal.id, "direct_request", "later", actor=alice, at=NOW)
    told = Event.objects.get(id=event)
    assert (told.kind, told.payload["technique"]) == ("advice.order_asked_for", "direct_request")
    actions.take_back(event, actor=alice, at=NOW)
    assert not Asking.objects.filter(voided_at=None).exists()
    with pytest.raises(Refused):
        actions.take_back(event, actor=alice, at=NOW)


def test_pressing_is_off_until_the_company_allows_it(people: People, deal: Deal) -> None:
    alice, admin = people.actor("alice"), people.actor("admin")
    with pytest.raises(Refused):
        actions.ask(deal.id, "pressure", "yes", actor=alice, at=NOW)
    with pytest.raises(NotAllowed):
        actions.allow_pressure(True, actor=alice, at=NOW)
    actions.allow_pressure(True, actor=admin, at=NOW)
    actions.ask(deal.id, "pressure", "yes", actor=alice, at=NOW)
    actions.allow_pressure(False, actor=admin, at=NOW)
    assert not queries.pressure_allowed()


def test_what_is_not_known_or_not_ones_own_is_refused(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    with pytest.raises(Invalid):
        actions.ask(deal.id, "hypnosis", "yes", actor=alice, at=NOW)
    with pytest.raises(Invalid):
        actions.note_signal(deal.id, "yawns", actor=alice, at=NOW)
    with pytest.raises(NotFound):
        actions.note_signal(deal.id, "terms", actor=people.actor("charlie"), at=NOW)


def test_a_technique_is_judged_by_wins_and_by_what_was_undone_after(people: People, deal: Deal) -> None:
    alice = people.actor("alice")
    actions.ask(deal.id, "true_deadline", "yes", actor=alice, at=NOW)
    admin = people.actor("admin")
    close(deal.id, "won", actor=admin, at=NOW + timedelta(hours=1), override_reason="agreed by phone")
    (row,) = [one for one in queries.standings(alice) if one.technique.key == "true_deadline"]
    assert (row.deals, row.yes, row.ended, row.won, row.canceled) == (1, 1, 1, 1, 0)
    reopen(deal.id, actor=admin, at=NOW + timedelta(hours=2))
    (row,) = [one for one in queries.standings(alice) if one.technique.key == "true_deadline"]
    assert (row.wins, row.canceled) == (1, 1)


def test_a_technique_is_judged_by_how_content_the_buyer_was_after(people: People, deal: Deal) -> None:
    alice, admin = people.actor("alice"), people.actor("admin")

    def standing() -> tuple[int, int]:
        (row,) = [one for one in queries.standings(alice) if one.technique.key == "true_deadline"]
        return row.scored, row.content

    actions.ask(deal.id, "true_deadline", "yes", actor=alice, at=NOW)
    give_feedback([NewFeedback(deal.id, words="Before the win", score=5)], actor=alice, at=NOW)
    assert standing() == (0, 0)
    close(deal.id, "won", actor=admin, at=NOW + timedelta(hours=1), override_reason="agreed by phone")
    for hours, score in ((2, 2), (3, 4)):
        at = NOW + timedelta(hours=hours)
        give_feedback([NewFeedback(deal.id, words="After", score=score)], actor=alice, at=at)
    assert standing() == (1, 1)
    undo_feedback(Event.objects.filter(kind="journey.feedback_given").latest("id").id, actor=alice, at=at)
    assert standing() == (1, 0)


def test_pages_say_what_is_missing(people: People, deal: Deal) -> None:
    finding = night(at=NOW)
    assert (finding.data["won"], finding.data["deals"]) == ([], 1)
    client = Client()
    client.force_login(people.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Too few deals to compare" in client.get("/what-helps/").content.decode()
    assert "Too few deals have passed this stage" in client.get(f"/deals/{deal.id}/").content.decode()
    assert "Direct request" in client.get(f"/deals/{deal.id}/askings/").content.decode()
    answer = client.post(f"/deals/{deal.id}/askings/", {"technique": "direct_request", "answer": "yes"})
    assert answer.status_code == 303
    assert Asking.objects.get().answer == "yes"
