"""The dialog that ends a deal asks for what a win lacks, as the dialog of a move does."""

import pytest
from django.utils import translation

from polku.access.logic import permission_map, right_words
from polku.deals.actions import close, move
from polku.deals.models import Deal
from polku.deals.web.missing import CloseForm, MissingForm
from polku.kernel.errors import Refused
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
