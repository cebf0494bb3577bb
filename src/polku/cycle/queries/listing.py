"""What is left open of the orders a person may see: from the list that is kept, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Abs

from polku.access.logic import Actor
from polku.cycle import models
from polku.cycle.logic.judging import Act, Kind
from polku.cycle.queries.reviewing import CHUNK, Discrepancy, Review, by_number, review
from polku.cycle.rules import CyclePermission
from polku.kernel.errors import NotFound, gettext_noop
from polku.orders.models import Order

AGES: Final = {"week": timedelta(days=7), "month": timedelta(days=30), "quarter": timedelta(days=90)}
PAGE: Final = 50


@dataclass(frozen=True)
class Wanted:
    """Which are listed: of a kind, of an owner (0: of nobody), older than so long (`AGES`), of orders at a step."""

    kind: str = ""
    owner_id: int | None = None
    older: str = ""
    step: str = ""


@dataclass(frozen=True)
class Page:
    """What was found, and where to go on; empty at the end."""

    rows: tuple[Discrepancy, ...]
    after: str


@dataclass(frozen=True)
class Sums:
    """A kind: how often, how much on balance and in all, in minor units of the company's currency."""

    kind: str
    n: int
    net: int
    absolute: int


def reviews(actor: Actor, *, after: int | None = None) -> Iterator[Review]:
    """Look at the orders a person may see, the newest first, some hundred at a time."""
    actor.require(CyclePermission.SEE)
    orders = Order.objects.visible_to(actor).order_by("-id")
    while chunk := list(orders.filter(id__lt=after)[:CHUNK] if after is not None else orders[:CHUNK]):
        yield from sorted(review(chunk), key=lambda one: -one.order.id)
        after = chunk[-1].id


def open_ones(actor: Actor, wanted: Wanted, *, at: datetime) -> QuerySet[models.Discrepancy]:
    """What is left open, as the list keeps it."""
    actor.require(CyclePermission.SEE)
    rows: QuerySet[models.Discrepancy] = models.Discrepancy.objects.visible_to(actor)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.owner_id is not None:
        rows = rows.filter(owner_id=wanted.owner_id or None)
    if wanted.older in AGES:
        rows = rows.filter(since__lt=at - AGES[wanted.older])
    if wanted.step:
        at_step = models.Standing.objects.filter(step=wanted.step).values("order_id")
        rows = rows.filter(order_id__in=at_step)
    return rows


def listed(actor: Actor, wanted: Wanted, *, after: str = "", limit: int = PAGE, at: datetime) -> Page:
    """One page, the newest orders first; what is open of an order stands together."""
    rows = open_ones(actor, wanted, at=at).select_related("order__customer")
    order_id, _dot, pk = after.partition(".")
    if order_id.isdecimal() and pk.isdecimal():
        rows = rows.filter(Q(order_id__lt=int(order_id)) | Q(order_id=int(order_id), id__gt=int(pk)))
    found = list(rows.order_by("-order_id", "id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(map(_told, found[:limit])), f"{last.order_id}.{last.id}" if last else "")


def every(actor: Actor, wanted: Wanted, *, at: datetime) -> Iterator[Discrepancy]:
    """All of it, for a file."""
    rows = open_ones(actor, wanted, at=at).select_related("order__customer").order_by("-order_id", "id")
    yield from map(_told, rows.iterator(chunk_size=2000))


def sums(actor: Actor, wanted: Wanted, *, at: datetime) -> list[Sums]:
    """Each kind with its number and sums, whatever kind is chosen."""
    rows = open_ones(actor, Wanted("", wanted.owner_id, wanted.older, wanted.step), at=at)
    found = (
        rows.order_by()
        .values("kind")
        .annotate(n=Count("id"), net=Sum("company_minor"), absolute=Sum(Abs("company_minor")))
    )
    by_kind = {row["kind"]: Sums(**row) for row in found}
    return [by_kind[kind] for kind in Kind if kind in by_kind]


def steps(actor: Actor) -> dict[str, int]:
    """How many orders were left at each step, closed ones too."""
    actor.require(CyclePermission.SEE)
    rows = models.Standing.objects.visible_to(actor).order_by().values_list("step")
    return dict(rows.annotate(n=Count("id")))


def owners(actor: Actor) -> Sequence[tuple[int, str]]:
    """Who has something open."""
    actor.require(CyclePermission.SEE)
    rows = models.Discrepancy.objects.visible_to(actor).exclude(owner=None).order_by()
    found = rows.values_list("owner_id", "owner__name").distinct()
    return sorted(((int(pk), str(name)) for pk, name in found), key=lambda pair: pair[1])


def kept_summary(actor: Actor) -> dict[str, object]:
    """`summary` of the orders a person may see, as the list keeps it: three statements, however many there are."""
    actor.require(CyclePermission.SEE)
    standing = models.Standing.objects.visible_to(actor).order_by()
    known = standing.aggregate(orders=Count("id"), closed=Count("id", filter=Q(closed=True)))
    rows = models.Discrepancy.objects.visible_to(actor).order_by().values("kind")
    found = rows.annotate(n=Count("id"), net=Sum("amount_minor"), absolute=Sum(Abs("amount_minor")))
    kinds = {
        str(row["kind"]): {"n": row["n"], "net": row["net"], "absolute": row["absolute"]}
        for row in sorted(found, key=lambda row: str(row["kind"]))
    }
    states: dict[str, int] = defaultdict(int)
    counted = standing.values_list("order__source_state", "order__state").annotate(n=Count("id"))
    for source, state, n in counted:
        states[source or state] += n
    return {**known, "kinds": kinds, "states": by_number(states)}


def followed_at() -> datetime | None:
    """As of when the list is; None where it was never made."""
    return models.Place.objects.order_by("id").values_list("followed_at", flat=True).first()


def review_of(order_id: int, *, actor: Actor) -> Review:
    """One order. Raises: NotFound, NotAllowed."""
    actor.require(CyclePermission.SEE)
    order = Order.objects.visible_to(actor).filter(id=order_id).first()
    if order is None:
        raise NotFound(gettext_noop("This order does not exist, or you may not see it."))
    (found,) = review([order])
    return found


def _told(row: models.Discrepancy) -> Discrepancy:
    return Discrepancy(
        order=row.order,
        kind=Kind(row.kind),
        act=Act(row.act),
        amount_minor=row.amount_minor,
        currency=row.currency,
        since=row.since,
        owner_id=row.owner_id,
        detail=row.detail,
    )
