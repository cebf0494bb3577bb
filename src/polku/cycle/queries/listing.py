"""What is left open of the orders a person may see, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polku.access.logic import Actor
from polku.cycle.queries.reviewing import CHUNK, Discrepancy, Review, review
from polku.cycle.rules import CyclePermission
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order

LOOKED_AT_MAX = 2000


@dataclass(frozen=True)
class Page:
    """What was found, and the order to go on after; None where all were looked at."""

    rows: tuple[Discrepancy, ...]
    after: int | None


def reviews(actor: Actor, *, after: int | None = None) -> Iterator[Review]:
    """Look at the orders a person may see, the newest first, some hundred at a time."""
    actor.require(CyclePermission.SEE)
    orders = Order.objects.visible_to(actor).order_by("-id")
    while chunk := list(orders.filter(id__lt=after)[:CHUNK] if after is not None else orders[:CHUNK]):
        yield from sorted(review(chunk), key=lambda one: -one.order.id)
        after = chunk[-1].id


def listed(actor: Actor, *, kind: str = "", after: int | None = None, limit: int = 50) -> Page:
    """Discrepancies of one kind or all; an order's stand together. Looks at some thousand orders at most."""
    found: list[Discrepancy] = []
    for number, one in enumerate(reviews(actor, after=after), start=1):
        found += [row for row in one.discrepancies if kind in ("", row.kind)]
        if len(found) >= limit or number >= LOOKED_AT_MAX:
            return Page(tuple(found), one.order.id)
    return Page(tuple(found), None)


def review_of(order_id: int, *, actor: Actor) -> Review:
    """One order. Raises: NotFound, NotAllowed."""
    actor.require(CyclePermission.SEE)
    order = Order.objects.visible_to(actor).filter(id=order_id).first()
    if order is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    (found,) = review([order])
    return found
