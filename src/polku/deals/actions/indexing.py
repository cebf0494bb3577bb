"""Deals in the search index, in the same transaction as their change."""

from collections.abc import Iterable, Mapping, Sequence

from polku.contacts.models import Customer
from polku.deals.models import Deal
from polku.search.actions import Doc, index, remove

KIND = "deal"


def index_deals(deals: Sequence[Deal], *, new: bool = False, names: Mapping[int, str] | None = None) -> None:
    """Make these deals findable by title, customer and outside number, to those who may see them."""
    if deals:
        index(list(documents(deals, names)), new=new)


def forget_deals(ids: Sequence[int]) -> None:
    """Take deals out of the index: those in the bin are not found."""
    remove(KIND, ids)


def documents(deals: Sequence[Deal], known: Mapping[int, str] | None = None) -> Iterable[Doc]:
    """What search keeps of each deal. One query for the customers' names, none where all are known."""
    names = dict(known or {})
    if missing := {deal.customer_id for deal in deals} - names.keys():
        names |= dict(Customer.objects.filter(id__in=missing).values_list("id", "name"))
    for deal in deals:
        name = names.get(deal.customer_id, "")
        yield Doc(
            kind=KIND,
            row_id=deal.id,
            owner_id=deal.owner_id,
            team_id=deal.team_id,
            title=deal.title,
            subtitle=name,
            words=f"{deal.title} {name} {deal.external_id}",
        )
