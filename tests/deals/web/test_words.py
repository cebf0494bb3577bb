"""Sentences the spine says about time, and what Today offers after a step is done."""

import pytest
from django.utils import timezone

from polku.deals.actions import complete_next_step, move, set_next_step
from polku.deals.logic.pace import Pace, Signal
from polku.deals.models import Deal
from polku.deals.web.showing import pace_sentence
from polku.eventlog.queries import case_events
from polku.ui import timeline
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn


@pytest.mark.parametrize(
    ("days", "expected", "signal", "said"),
    [
        (10.2, 5, "stuck", "Stuck: 10 working days, 5 expected"),
        (6.0, 5, "late", "Late: 6 working days, 5 expected"),
        (1.0, 5, "ok", "1 working day, 5 expected"),
        (3.0, None, "", "3 working days"),
    ],
)
def test_time_in_a_stage_is_a_sentence(
    days: float, expected: float | None, signal: Signal, said: str
) -> None:
    assert pace_sentence(Pace(days, expected, signal)) == said


def test_a_step_done_on_today_offers_the_next_one_at_once(
    deal: Deal, people: People, signed_in: SignIn
) -> None:
    actor = people.actor("alice")
    set_next_step(deal.id, text="Call Hanna", due_at=timezone.now(), actor=actor, at=NOW)
    alice = signed_in("alice")
    done = alice.post(f"/deals/{deal.id}/next-step/completion/", {"next": "/"}, follow=True)
    page = done.content.decode()
    assert f'href="/deals/{deal.id}/next-step/?done=1&amp;next=%2F" data-dialog' in page
    assert "Set the next step" in page


def test_a_done_step_stands_on_the_timeline_as_it_was(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    set_next_step(deal.id, text="Call Hanna", due_at=None, actor=actor, at=NOW)
    complete_next_step(deal.id, actor=actor, at=NOW)
    done = timeline.load(actor, case_events(deal.id)).days[0].items[0]
    assert [(one.before, one.after) for one in done.changed] == [("", "Call Hanna")]


def test_a_move_by_itself_says_so_once(deal: Deal, people: People) -> None:
    move(deal.id, "needs", actor=people.actor("alice"), at=NOW)
    event = case_events(deal.id).latest("id")
    event.actor_id, event.via = None, timeline.Via.AUTOMATIC
    event.payload = {**event.payload, "automatic": True}
    (item,) = timeline._items(people.actor("alice"), [event])
    assert (item.mark, "by itself" in item.said) == ("", True)


def test_cards_can_be_chosen_for_a_change_of_many(deal: Deal, signed_in: SignIn) -> None:
    page = signed_in("alice").get("/deals/").content.decode()
    assert f'name="ids" value="{deal.id}" data-select' in page
    assert 'data-bulk-act="move"' in page
