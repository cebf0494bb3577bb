"""Keeping what the documents say of orders, order by order as things happen, or as a whole."""

from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final

from polku.company.queries import company
from polku.cycle import models
from polku.cycle.queries.reviewing import Review, review
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.transactions import take_turns, write
from polku.kernel.money import Money
from polku.orders.models import Order

CHUNK: Final = 500


def keep(order_ids: Sequence[int]) -> None:
    """Judge these orders anew and keep what was found, some hundred in each transaction."""
    for start in range(0, len(order_ids), CHUNK):
        with write():
            take_turns("cycle.standings", ["all"])
            ids = order_ids[start : start + CHUNK]
            rows = list(Order.objects.filter(id__in=among(ids)).order_by("id"))
            _replace(ids, review(rows))


def keep_cases(case_ids: Collection[int]) -> int:
    """Judge the orders of these deals anew; answers how many."""
    rows = Order.objects.filter(deal_id__in=among(case_ids)).order_by("id")
    ids = list(rows.values_list("id", flat=True))
    keep(ids)
    return len(ids)


def keep_all() -> int:
    """Judge every order anew; answers how many."""
    last = done = 0
    while ids := list(Order.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:CHUNK]):
        keep(ids)
        last, done = ids[-1], done + len(ids)
    return done


def note_place(place: int, *, at: datetime) -> None:
    """Write down how far the log was followed."""
    with write():
        row = models.Place.objects.select_for_update().order_by("id").first() or models.Place()
        row.place, row.followed_at = place, at
        row.save()


def _replace(ids: Sequence[int], found: Sequence[Review]) -> None:
    models.Discrepancy.objects.filter(order_id__in=among(ids)).delete()
    models.Standing.objects.filter(order_id__in=among(ids)).delete()
    insert(
        models.Standing,
        [
            models.Standing(
                order=one.order,
                owner_id=one.order.owner_id,
                team_id=one.order.team_id,
                step=one.step,
                closed=one.closed,
            )
            for one in found
        ],
    )
    insert(models.Discrepancy, [row for one in found for row in _rows(one)])


def _rows(one: Review) -> list[models.Discrepancy]:
    order = one.order
    return [
        models.Discrepancy(
            order=order,
            owner_id=order.owner_id,
            team_id=order.team_id,
            kind=row.kind.value,
            act=row.act.value,
            detail=row.detail,
            amount_minor=row.amount_minor,
            currency=row.currency,
            company_minor=_in_company(row.amount_minor, order),
            since=row.since,
        )
        for row in one.discrepancies
    ]


def _in_company(minor: int, order: Order) -> int:
    """At the rate the order was taken at."""
    own = company().currency
    if order.currency == own or not order.net_minor:
        return minor
    rate = Fraction(order.company_net_minor, order.net_minor)
    return Money(minor, order.currency).convert(rate, own).minor
