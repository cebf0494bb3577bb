"""Deals that were agreed, with what stands or stood between their yes and the work."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Min

from polku.access.logic import Actor
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.quotes.logic.signing import Agreed, Item
from polku.quotes.models import Acceptance, HandoverItem

DEALS_MAX = 2000


def said_yes_at(deals: Collection[Deal]) -> dict[int, datetime]:
    """When each deal was agreed: its first accepted offer; where there was none, when it was won."""
    won = {one.id: one.closed_at for one in deals if one.outcome in WINS and one.closed_at}
    rows = Acceptance.objects.filter(quote__deal_id__in=[one.id for one in deals])
    return won | dict(rows.values_list("quote__deal_id").annotate(first=Min("at")))


def agreed(actor: Actor) -> tuple[list[Agreed], dict[int, Deal]]:
    """The newest 2,000 deals a person may see that were agreed and had something to settle, and their rows."""
    noted = HandoverItem.objects.values("deal_id")
    rows = Deal.objects.visible_to(actor).current().filter(id__in=noted).select_related("customer", "owner")
    deals = {one.id: one for one in rows.order_by("-id")[:DEALS_MAX]}
    said = said_yes_at(deals.values())
    items: dict[int, list[Item]] = defaultdict(list)
    for one in HandoverItem.objects.filter(deal_id__in=deals).order_by("id"):
        items[one.deal_id].append(Item(one.kind, one.text, one.holder, one.at, one.settled_at))
    found = []
    for deal in deals.values():
        if deal.id in said:
            found.append(Agreed(deal.id, said[deal.id], tuple(items[deal.id])))
    return found, {one.deal_id: deals[one.deal_id] for one in found}
