"""Deals that were agreed, with what stands or stood between their yes and the work."""

from collections import defaultdict

from django.db.models import Min

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.quotes.logic.signing import Agreed, Item
from polku.quotes.models import Acceptance, HandoverItem

DEALS_MAX = 2000
WON = ("won", "upgraded")


def agreed(actor: Actor) -> tuple[list[Agreed], dict[int, Deal]]:
    """The newest 2,000 deals a person may see that were agreed and had something to settle, and their rows.

    The yes is the first accepted offer of a deal; where there was none, the day it was won.
    """
    noted = HandoverItem.objects.values("deal_id")
    rows = Deal.objects.visible_to(actor).current().filter(id__in=noted).select_related("customer", "owner")
    deals = {one.id: one for one in rows.order_by("-id")[:DEALS_MAX]}
    accepted = Acceptance.objects.filter(quote__deal_id__in=deals).values_list("quote__deal_id")
    said = dict(accepted.annotate(first=Min("at")).values_list("quote__deal_id", "first"))
    items: dict[int, list[Item]] = defaultdict(list)
    for one in HandoverItem.objects.filter(deal_id__in=deals).order_by("id"):
        items[one.deal_id].append(Item(one.kind, one.text, one.holder, one.at, one.settled_at))
    found = []
    for deal in deals.values():
        yes = said.get(deal.id) or (deal.closed_at if deal.outcome in WON else None)
        if yes is not None:
            found.append(Agreed(deal.id, yes, tuple(items[deal.id])))
    return found, {one.deal_id: deals[one.deal_id] for one in found}
