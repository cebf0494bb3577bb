"""The list of orders: found by words, narrowed by what they wait for, by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from polku.access.logic import Actor
from polku.db.lists import among
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.logic.states import State
from polku.orders.models import Order, OrderTrouble
from polku.orders.queries.documents import ORDER
from polku.orders.registry import filters
from polku.orders.rules import OrderPermission
from polku.search.queries import row_ids

PAGE = 50
COUNTED_MAX = 10_000


@dataclass(frozen=True)
class Wanted:
    """What is listed: `words` of the number, the reference or the customer; `which` orders."""

    words: str = ""
    which: str = ""


@dataclass(frozen=True)
class Page:
    """One page, and the id after which the next one begins."""

    rows: Sequence[Order]
    after: str


def listed(actor: Actor, wanted: Wanted) -> QuerySet[Order]:
    """The orders a person means, of those the person may see."""
    actor.require(OrderPermission.SEE)
    rows: QuerySet[Order] = Order.objects.visible_to(actor)
    if wanted.words:
        rows = rows.filter(id__in=among(row_ids(actor, wanted.words, kind=ORDER)))
    if wanted.which in set(State):
        rows = rows.filter(state=wanted.which)
    elif wanted.which == "held":
        rows = rows.filter(held_at__isnull=False)
    elif wanted.which == "trouble":
        rows = rows.filter(id__in=OrderTrouble.objects.filter(settled_at=None).values("order_id"))
    elif one := filters.find(wanted.which):
        rows = one.narrow(rows)
    return rows


def page(actor: Actor, wanted: Wanted, after: str) -> Page:
    """One page, the newest first."""
    rows = listed(actor, wanted).select_related("customer")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def count(actor: Actor, wanted: Wanted) -> int:
    """How many there are; exact up to a bound."""
    return listed(actor, wanted).order_by()[: COUNTED_MAX + 1].count()


def order_of(actor: Actor, order_id: int) -> Order:
    """One order that a person may see. Raises: NotFound."""
    rows = Order.objects.visible_to(actor).select_related("customer", "deal", "owner")
    found = rows.filter(id=order_id).first()
    if found is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    return found
