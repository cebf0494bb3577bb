"""A buyer who answers an offer is not silent."""

from __future__ import annotations

from datetime import timedelta

from polku.access.logic import SYSTEM
from polku.deals.models import Deal
from polku.journey.logic.gaps import SILENCE
from polku.journey.queries.gaps import gaps_in
from polku.quotes.actions import accept, comment, comment_by_link
from polku.quotes.actions.answering import From
from polku.quotes.models import Quote
from tests.conftest import NOW, People

DOOR = From("a" * 32)
LATER = NOW + timedelta(days=20)


def is_silent(deal: Deal, people: People) -> bool:
    looked = gaps_in(deal.id, people.actor("alice"), LATER + timedelta(days=1))
    return looked is not None and SILENCE in [gap.kind for gap in looked.gaps]


def test_an_accepted_offer_ends_the_silence(deal: Deal, sent: Quote, people: People) -> None:
    assert is_silent(deal, people)
    accept(sent.id, name="Dora", actor=SYSTEM, at=LATER)
    assert Deal.objects.get(id=deal.id).is_open
    assert not is_silent(deal, people)


def test_so_does_what_the_buyer_writes_beside_it_but_not_what_a_colleague_writes(
    deal: Deal, sent: Quote, people: People
) -> None:
    comment(sent.id, text="When?", actor=people.actor("alice"), at=LATER)
    assert is_silent(deal, people)
    comment_by_link(sent.token, text="When?", name="Dora", sent_from=DOOR, at=LATER)
    assert not is_silent(deal, people)
