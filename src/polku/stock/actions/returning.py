"""Goods come back from customers: into stock at what they cost when they left, or to be scrapped."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.company.queries import company, day_of
from polku.db.bulk import insert
from polku.db.lists import among
from polku.kernel.money import Money
from polku.stock.actions.levels import first_location, shelves
from polku.stock.logic.states import MoveKind
from polku.stock.models import StockMove, Unit


@dataclass(frozen=True)
class Back:
    """So many of a product came back, worth `value_minor` in company currency: what they cost when they left.

    `units` names the pieces or lots by their ids. What is to be scrapped comes and goes at once.
    """

    product_id: int
    quantity: Decimal
    value_minor: int
    location_id: int | None
    reference: tuple[str, int]
    deal_id: int
    customer_id: int
    scrap: bool = False
    units: tuple[tuple[int, Decimal], ...] = ()


def take_back(goods: Sequence[Back], *, text_key: str, actor: Actor, at: datetime) -> None:
    """Put goods into stock that came back, and book their cost the other way round; a constant number of statements.

    Called within the transaction of an action that has checked its rights and how much left.
    """
    if not goods:
        return
    main = first_location().pk if any(one.location_id is None for one in goods) else 0
    held = shelves({one.product_id for one in goods if not one.scrap})
    moves = []
    for one in goods:
        place = one.location_id or main
        moves.append(_move(one, MoveKind.RETURN, actor, at, to_location_id=place))
        if one.scrap:
            moves.append(_move(one, MoveKind.SCRAP, actor, at, from_location_id=place))
        else:
            held.put(one.product_id, place, one.quantity, one.value_minor)
    held.save()
    insert(StockMove, moves)
    _units([one for one in goods if one.units and not one.scrap], main)
    _book(goods, text_key, actor, at)


def _move(one: Back, kind: MoveKind, actor: Actor, at: datetime, **place: int) -> StockMove:
    return StockMove(
        product_id=one.product_id,
        quantity=one.quantity,
        value_minor=one.value_minor,
        kind=kind,
        reference_type=one.reference[0],
        reference_id=one.reference[1],
        by_id=actor.user_id,
        at=at,
        **place,
    )


def _units(goods: Sequence[Back], main_id: int) -> None:
    """Pieces and lots lie here again."""
    if not goods:
        return
    ids = among({unit_id for one in goods for unit_id, _ in one.units})
    rows = {row.pk: row for row in Unit.objects.filter(id__in=ids).select_for_update().order_by("id")}
    for one in goods:
        for unit_id, quantity in one.units:
            rows[unit_id].quantity += quantity
            rows[unit_id].location_id = one.location_id or main_id
    Unit.objects.bulk_update(rows.values(), ["quantity", "location_id"])


def _book(goods: Sequence[Back], text_key: str, actor: Actor, at: datetime) -> None:
    """What was the cost of a sale is stock again; of scrapped goods it is a loss."""
    own = company()
    lines: dict[tuple[tuple[str, int], int, int], list[Line]] = defaultdict(list)
    for one in goods:
        if one.value_minor:
            worth = Money(one.value_minor, own.currency)
            lines[one.reference, one.deal_id, one.customer_id] += [
                Line(
                    role="stock_differences" if one.scrap else "inventory",
                    debit=worth,
                    product_id=one.product_id,
                ),
                Line(role="cost_of_goods", credit=worth, product_id=one.product_id),
            ]
    entries = [
        NewEntry(
            date=day_of(at),
            kind="return",
            source=reference,
            text_key=text_key,
            lines=tuple(found),
            deal_id=deal_id,
            customer_id=customer_id,
        )
        for (reference, deal_id, customer_id), found in lines.items()
    ]
    post(entries, actor=actor, at=at)
