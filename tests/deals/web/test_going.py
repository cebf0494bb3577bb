"""What a deal did by itself because of an act is said with the word about the act."""

from django.contrib.messages import get_messages
from django.test import Client

from polku.deals.models import Deal
from polku.eventlog.models import Event
from tests.deals.web.conftest import SignIn


def test_an_act_that_moved_the_deal_names_the_move_and_undo_names_the_way_back(
    valued: int, signed_in: SignIn
) -> None:
    alice = signed_in("alice")
    ticked = {"done": "1"}
    assert said(alice, f"/deals/{valued}/checklist/called/", ticked) == "Noted. The deal moved on to Offer."
    told = Event.objects.get(case_id=valued, kind="deals.item_ticked")
    assert said(alice, f"/deals/events/{told.id}/undo/", {}) == "Taken back. The deal went back to Find."
    won = "Noted. The deal is won and moved on to Care."
    assert said(alice, f"/deals/{valued}/checklist/signed/", ticked) == won
    assert Deal.objects.get(id=valued).stage == "care"


def said(client: Client, address: str, data: dict[str, str]) -> str:
    """The word about an act."""
    return [str(one) for one in get_messages(client.post(address, data).wsgi_request)][-1]
