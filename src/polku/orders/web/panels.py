"""Orders on the page of a deal and of a customer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.deals.logic.outcomes import WINS
from polku.deals.models import Deal
from polku.deals.rules import DealPermission
from polku.orders.models import Order
from polku.orders.queries import progress
from polku.orders.queries.worth import worth_of
from polku.orders.rules import OrderPermission
from polku.orders.web.shown import row_of

SHOWN = 10


def of_deal(actor: Actor, deal_id: int) -> Mapping[str, Any]:
    """The orders of a deal, and the way to take one."""
    rows = Order.objects.visible_to(actor).filter(deal_id=deal_id)
    told = {"rows": _rows(rows), "may_place": actor.may(OrderPermission.PLACE), "deal_id": deal_id}
    return told | _sold(actor, deal_id) if told["rows"] else told


def _sold(actor: Actor, deal_id: int) -> dict[str, Any]:
    """What was sold, where a won deal says something else and this person may set that right."""
    won = Deal.objects.reached_by(actor, DealPermission.CHANGE).filter(id=deal_id, outcome__in=WINS)
    if (deal := won.first()) is None or (sold := worth_of([deal_id]).get(deal_id)) is None:
        return {}
    return {} if sold == deal.value else {"sold": sold, "value": deal.value}


def of_customer(actor: Actor, customer_id: int) -> Mapping[str, Any] | None:
    """The latest orders of a customer; nothing where there are none."""
    rows = _rows(Order.objects.visible_to(actor).filter(customer_id=customer_id))
    return {"rows": rows, "may_place": False} if rows else None


def _rows(rows: QuerySet[Order]) -> list[Any]:
    found = list(rows.select_related("customer").order_by("-id")[:SHOWN])
    return [row_of(one) for one in progress(found)]
