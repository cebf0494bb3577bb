"""Rows prepared once are those that each person may see."""

import pytest

from polku.access.logic import SYSTEM
from polku.access.scopes import Reached
from polku.db.lists import among
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People

pytestmark = pytest.mark.django_db


def test_everyone_is_answered_by_their_own_reach(people: People, eight_stage: Definition) -> None:
    deals = {
        name: open_deal(
            NewDeal(title=name, company=name, owner_id=getattr(people, name).id),
            actor=people.actor("admin"),
            at=NOW,
        )
        for name in ("alice", "charlie")
    }
    seen = Reached(
        lambda actor, right, ids: (
            Deal.objects.visible_to(actor).reached_by(actor, right).filter(id__in=among(ids))
        )
    )
    ids = [deal.id for deal in deals.values()]
    for name in ("alice", "bob", "charlie", "admin", "alice"):
        actor = people.actor(name)
        for right in DealPermission:
            wanted = Deal.objects.visible_to(actor).reached_by(actor, right).filter(id__in=ids)
            assert {deal.title for deal in seen(actor, right, ids)} == {deal.title for deal in wanted}
    assert len(seen(SYSTEM, DealPermission.SEE, ids)) == 2


def test_a_row_that_is_held_can_still_be_named() -> None:
    """Else who names an order as its transaction commits waits for who works at it, with the books in its hands."""
    assert Deal.objects.select_for_update(of=("self",)).query.select_for_no_key_update
