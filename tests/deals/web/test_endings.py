"""The dialog that ends a deal asks for what a win lacks, as the dialog of a move does."""

from dataclasses import replace

import pytest
from django.utils import translation

from polku.access.logic import permission_map, right_words
from polku.deals.actions import close, move
from polku.deals.events import DealLost
from polku.deals.models import Deal
from polku.deals.queries.judged import judge
from polku.deals.web.missing import CloseForm, MissingForm
from polku.eventlog.models import Event
from polku.kernel.errors import Refused
from polku.process.queries import definition
from tests.conftest import NOW, People
from tests.deals.web.conftest import SignIn

HTMX = {"HX-Request": "true"}


@pytest.fixture
def needs(deal: Deal, people: People) -> Deal:
    """The deal in the stage Needs, its recap not confirmed."""
    move(deal.id, "needs", actor=people.actor("alice"), at=NOW)
    return deal


def test_a_win_lacking_something_asks_for_it_as_a_move_does(needs: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    ending = alice.get(f"/deals/{needs.id}/closing/won/", headers=HTMX).content.decode()
    moving = alice.get(f"/deals/{needs.id}/stage/?stage=care", headers=HTMX).content.decode()
    for asked in ("Puu Oy lacks one thing:", 'name="item_recap"', "main-act"):
        assert asked in moving
        assert asked in ending
    assert issubclass(CloseForm, MissingForm)


def test_a_win_is_marked_together_with_what_it_lacked(needs: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    address = f"/deals/{needs.id}/closing/won/"
    refused = alice.post(address, {"words": "Yes"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Something is still missing." in refused.content.decode()
    assert alice.post(address, {"words": "Yes", "item_recap": "on"}).status_code == 303
    needs.refresh_from_db()
    assert (needs.outcome, needs.stage, needs.ticks.count()) == ("won", "care", 1)


def test_what_a_refused_win_brought_is_not_kept(needs: Deal, people: People, signed_in: SignIn) -> None:
    Deal.objects.filter(id=needs.id).update(value_minor=None)
    answer = signed_in("alice").post(
        f"/deals/{needs.id}/closing/won/", {"item_recap": "on", "value": ""}, headers=HTMX
    )
    assert answer.status_code == 422
    assert needs.ticks.count() == 0


def test_the_right_to_pass_criteria_by_is_named_in_words(needs: Deal, signed_in: SignIn) -> None:
    answer = signed_in("alice").post(
        f"/deals/{needs.id}/closing/won/", {"words": "", "override_reason": "Because"}, headers=HTMX
    )
    assert "deals.override" not in answer.content.decode()
    assert "override_reason" in signed_in("admin").get(f"/deals/{needs.id}/closing/won/").content.decode()


def test_an_impossible_ending_is_refused_in_the_readers_words(deal: Deal, people: People) -> None:
    actor = people.actor("alice")
    close(deal.id, "lost", reasons=("price",), actor=actor, at=NOW)
    with pytest.raises(Refused) as refused:
        close(deal.id, "paused", actor=actor, at=NOW)
    assert str(refused.value) == "A deal marked as “Lost” cannot be marked as “Paused”."
    with translation.override("fi"):
        assert "Hävitty" in str(refused.value) or "lost" not in str(refused.value)


def test_every_right_has_words() -> None:
    assert [right for right in permission_map() if not right_words(right)] == []


def test_a_lost_deal_leaves_no_step_behind_until_it_is_taken_back(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    alice.post(f"/deals/{deal.id}/next-step/", {"next_step": "Call", "day": "2026-09-01"})
    before = Deal.objects.get(id=deal.id).next_step_at
    page = alice.post(f"/deals/{deal.id}/closing/lost/", {"reasons": ["price"]}, follow=True).content.decode()
    assert "Its next step was put away: Call" in page
    assert Deal.objects.filter(id=deal.id, next_step="", next_step_at=None).exists()
    ended = Event.objects.get(case_id=deal.id, kind=DealLost.kind)
    alice.post(f"/deals/events/{ended.id}/undo/")
    assert Deal.objects.filter(id=deal.id, next_step="Call", next_step_at=before).exists()


def test_a_step_agreed_before_the_win_is_asked_about_once(needs: Deal, signed_in: SignIn) -> None:
    alice, asked = signed_in("alice"), "This was agreed before the win. Does it still hold?"
    step = {"next_step": "Call", "day": "2026-09-01"}
    alice.post(f"/deals/{needs.id}/next-step/", step)
    alice.post(f"/deals/{needs.id}/closing/won/", {"item_recap": "on"})
    page = alice.get(f"/deals/{needs.id}/").content.decode()
    assert (asked in page, 'name="at" value="23:59"' in page) == (True, True)
    alice.post(f"/deals/{needs.id}/next-step/", step | {"at": "23:59"})
    assert asked not in alice.get(f"/deals/{needs.id}/").content.decode()


def test_each_state_offers_what_makes_sense_in_it(deal: Deal, signed_in: SignIn) -> None:
    alice = signed_in("alice")
    acts = {
        "stage": f'/deals/{deal.id}/stage/" data-dialog',
        "close": "close-menu",
        "again": "Take up again",
        "more": "The buyer took more",
        "follow": "Plan a follow-up",
        "leave": 'id="criteria"',
    }

    def offered() -> set[str]:
        page = alice.get(f"/deals/{deal.id}/").content.decode()
        return {name for name, mark in acts.items() if mark in page}

    def again() -> None:
        alice.post(f"/deals/{deal.id}/reopening/")

    def end(outcome: str) -> None:
        alice.post(f"/deals/{deal.id}/closing/{outcome}/", {"reasons": ["price"], "item_recap": "on"})

    assert offered() == {"stage", "close", "leave"}
    end("paused")
    assert offered() == {"close", "again", "leave"}
    again()
    end("lost")
    assert offered() == {"again"}
    again()
    end("won")
    assert offered() == {"stage", "more", "again", "leave"}
    alice.post(f"/deals/{deal.id}/finishing/")
    assert offered() == {"follow", "again", "leave"}


def test_what_an_accepted_quote_settled_is_not_asked_for_again(needs: Deal) -> None:
    needs.refresh_from_db()
    stage = definition(needs.version_id).by_key["needs"]
    asked = replace(
        stage, exit=(replace(stage.exit[0], when="item_recap || deal_value > 0.0"), *stage.exit[1:])
    )
    process = replace(definition(needs.version_id), stages=(asked,))
    assert judge(needs, process).settled(asked) == {"recap"}
