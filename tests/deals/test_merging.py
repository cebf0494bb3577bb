"""Deals follow their customer into a merge and back."""

import pytest

from polku.contacts.actions import merge, undo_merge, void_customer
from polku.deals.actions import open_deal
from polku.deals.logic.incoming import NewDeal
from polku.deals.models import Deal, DealContact
from polku.kernel.errors import Refused
from polku.process.logic.definition import Definition
from tests.conftest import NOW, People


def test_deals_and_their_people_follow_a_merge_and_come_back(people: People, plain: Definition) -> None:
    admin = people.actor("admin")
    kept = open_deal(NewDeal(title="A", company="Puu Oy", email="a@puu.example"), actor=admin, at=NOW)
    gone = open_deal(NewDeal(title="B", company="Puutyö Oy", email="b@puu.example"), actor=admin, at=NOW)
    before = list(DealContact.objects.order_by("id").values_list("deal_id", "contact_id"))
    merged = merge(kept.customer_id, gone.customer_id, actor=admin, at=NOW)
    assert set(Deal.objects.values_list("customer_id", flat=True)) == {kept.customer_id}
    undo_merge(merged.id, actor=admin, at=NOW)
    assert Deal.objects.get(id=gone.id).customer_id == gone.customer_id
    assert list(DealContact.objects.order_by("id").values_list("deal_id", "contact_id")) == before


def test_a_customer_with_deals_is_not_removed(people: People, plain: Definition) -> None:
    admin = people.actor("admin")
    deal = open_deal(NewDeal(title="A", company="Puu Oy"), actor=admin, at=NOW)
    with pytest.raises(Refused) as refused:
        void_customer(deal.customer_id, actor=admin, at=NOW)
    assert "1 deals hang on this customer" in str(refused.value.as_dict())
