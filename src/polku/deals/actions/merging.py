"""Deals follow their customer into a merge, and come back when it is undone."""

from collections.abc import Mapping
from typing import Any

from polku.contacts.merging import Mover
from polku.db.transactions import write
from polku.deals.actions.indexing import index_deals
from polku.deals.models import Deal, DealContact
from polku.kernel.errors import Message, gettext_noop


def move(*, kept_id: int, merged_id: int, contacts: Mapping[int, int]) -> Any:
    """Point the deals of the merged customer, and the people in them, to the one kept."""
    with write():
        deals = list(Deal.objects.filter(customer_id=merged_id).order_by("id"))
        for deal in deals:
            deal.customer_id = kept_id
        Deal.objects.filter(id__in=[deal.id for deal in deals]).update(customer_id=kept_id)
        people = list(DealContact.objects.filter(contact_id__in=contacts).order_by("id"))
        there = set(
            DealContact.objects.filter(
                deal_id__in={one.deal_id for one in people}, contact_id__in=set(contacts.values())
            ).values_list("deal_id", "contact_id")
        )
        moved, dropped = [], []
        for one in people:
            target = contacts[one.contact_id]
            if (one.deal_id, target) in there:
                dropped.append([one.deal_id, one.contact_id, one.role])
                one.delete()
            else:
                there.add((one.deal_id, target))
                moved.append([one.id, one.contact_id])
                one.contact_id = target
                one.save(update_fields=["contact"])
        index_deals(deals)
    return {"deals": [deal.id for deal in deals], "people": moved, "dropped": dropped}


def restore(*, kept_id: int, merged_id: int, moved: Any) -> None:
    """Put back what `move` gave."""
    with write():
        deals = list(Deal.objects.filter(id__in=moved["deals"], customer_id=kept_id))
        for deal in deals:
            deal.customer_id = merged_id
        Deal.objects.filter(id__in=[deal.id for deal in deals]).update(customer_id=merged_id)
        for row_id, contact_id in moved["people"]:
            DealContact.objects.filter(id=row_id).update(contact_id=contact_id)
        for deal_id, contact_id, role in moved["dropped"]:
            DealContact.objects.get_or_create(deal_id=deal_id, contact_id=contact_id, defaults={"role": role})
        index_deals(deals)


def count(*, customer_id: int) -> int:
    """How many deals hang on a customer."""
    return Deal.objects.filter(customer_id=customer_id, voided_at=None).count()


def keeps(customer_id: int) -> object | None:
    """Why a customer cannot be removed: deals hang on it."""
    number = count(customer_id=customer_id)
    if not number:
        return None
    return Message(
        gettext_noop("%(number)s deals hang on this customer. Move them to the bin first."), number=number
    )


MOVER = Mover(table="deals_deal", label=gettext_noop("Deals"), move=move, restore=restore, count=count)
