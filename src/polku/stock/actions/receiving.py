"""Goods come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.books.actions import Line, NewEntry, post
from polku.catalogue.models import Product
from polku.catalogue.queries.filling import card_cost
from polku.company.queries import company, day_of
from polku.db.bulk import insert
from polku.db.fields import millionths
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.kernel.errors import Invalid, Message, NotFound, gettext_noop
from polku.kernel.money import Money
from polku.stock.actions.expecting import Came, lessen
from polku.stock.actions.levels import first_location, shelves
from polku.stock.events import GoodsReceived
from polku.stock.logic.states import MoveKind
from polku.stock.models import Location, StockMove, Unit
from polku.stock.rules import StockPermission


@dataclass(frozen=True)
class Receipt:
    """So many of a product came in, at `unit_cost_minor` each in company currency (None: by its card; 0: for nothing).

    `codes` names each piece (serial numbers) or the one batch they belong to (a lot). `arrival_id` is the arrival that
    was expected: as much less of it is still to come.
    """

    product_id: int
    quantity: Decimal
    unit_cost_minor: int | None = None
    location_id: int | None = None
    codes: tuple[str, ...] = ()
    best_before: date | None = None
    note: str = ""
    arrival_id: int | None = None


def receive(receipts: Sequence[Receipt], *, actor: Actor, at: datetime) -> list[StockMove]:
    """Take goods in, all or none, and book what they are worth; a constant number of statements.

    A cost is told by who may see costs; where no card knows one, they must say it. Goods that others take in count for
    nothing then until a bill tells.

    Raises: Invalid (names row and field), NotFound, NotAllowed.
    """
    actor.require(StockPermission.RECEIVE)
    if any(one.unit_cost_minor is not None for one in receipts):
        actor.require(StockPermission.COST)
    with write():
        products = {
            row.id: row for row in Product.objects.filter(id__in=among({one.product_id for one in receipts}))
        }
        main = first_location()
        known = set(Location.objects.filter(retired_at=None).values_list("id", flat=True))
        for number, one in enumerate(receipts):
            _check(number, one, products.get(one.product_id), known)
            if actor.may(StockPermission.COST):
                _check_cost(number, one, products[one.product_id])
        came = [
            Came(number, one.arrival_id, one.product_id, one.quantity)
            for number, one in enumerate(receipts)
            if one.arrival_id is not None
        ]
        if came:
            lessen(came)
        held = shelves({one.product_id for one in receipts})
        moves = []
        for one in receipts:
            value = _value(one, products[one.product_id])
            held.put(one.product_id, one.location_id or main.id, one.quantity, value)
            moves.append(
                StockMove(
                    product_id=one.product_id,
                    to_location_id=one.location_id or main.id,
                    quantity=one.quantity,
                    value_minor=value,
                    kind=MoveKind.RECEIPT,
                    note=one.note[:300],
                    by_id=actor.user_id,
                    at=at,
                )
            )
        held.save()
        insert(StockMove, moves)
        _units(receipts, products, main.id, at)
        _book(moves, actor, at)
        entries = [_entry(move, one.arrival_id, at) for move, one in zip(moves, receipts, strict=True)]
        append(entries, actor_id=actor.user_id, via=actor.via, recorded_at=at)
    return moves


def _check(number: int, one: Receipt, product: Product | None, places: set[int]) -> None:
    if product is None:
        raise NotFound(gettext_noop("There is no such product."), field=f"{number}.product_id")
    if product.kind != "goods":
        raise Invalid(gettext_noop("Services do not lie in stock."), field=f"{number}.product_id")
    if one.quantity <= 0:
        raise Invalid(gettext_noop("The quantity must be more than 0."), field=f"{number}.quantity")
    if one.unit_cost_minor is not None and one.unit_cost_minor < 0:
        raise Invalid(gettext_noop("A cost is not negative."), field=f"{number}.unit_cost_minor")
    if one.location_id is not None and one.location_id not in places:
        raise NotFound(gettext_noop("There is no such place."), field=f"{number}.location_id")
    if product.tracked == "serial" and len(set(one.codes)) != one.quantity:
        raise Invalid(gettext_noop("Name the serial number of each piece."), field=f"{number}.codes")
    if product.tracked == "lot" and len(one.codes) != 1:
        raise Invalid(gettext_noop("Name the lot they belong to."), field=f"{number}.codes")


def _check_cost(number: int, one: Receipt, product: Product) -> None:
    """Unknown is not nought: who can say what goods cost says it."""
    if one.unit_cost_minor is None and product.cost_minor is None:
        message = gettext_noop("Nobody has said what %(product)s costs. Say it: 0 where it cost nothing.")
        raise Invalid(Message(message, product=product.sku), field=f"{number}.unit_cost_minor")


def _value(one: Receipt, product: Product) -> int:
    if one.unit_cost_minor is None:
        return card_cost(product, one.quantity) or 0
    return Money(one.unit_cost_minor, company().currency).times(one.quantity).minor


def _units(receipts: Sequence[Receipt], products: dict[int, Product], main_id: int, at: datetime) -> None:
    for number, one in enumerate(receipts):
        tracked = products[one.product_id].tracked
        if tracked == "none":
            continue
        known = set(
            Unit.objects.filter(product_id=one.product_id, code__in=one.codes).values_list("code", flat=True)
        )
        if tracked == "serial" and known:
            raise Invalid(gettext_noop("A serial number is known already."), field=f"{number}.codes")
        if tracked == "lot" and known:
            unit = Unit.objects.select_for_update().get(product_id=one.product_id, code=one.codes[0])
            unit.quantity += one.quantity
            unit.location_id = one.location_id or main_id
            unit.save(update_fields=["quantity", "location_id"])
            continue
        each = one.quantity if tracked == "lot" else Decimal(1)
        Unit.objects.bulk_create(
            [
                Unit(
                    product_id=one.product_id,
                    code=code,
                    location_id=one.location_id or main_id,
                    quantity=each,
                    best_before=one.best_before,
                    received_at=at,
                )
                for code in one.codes
            ]
        )


def _book(moves: Sequence[StockMove], actor: Actor, at: datetime) -> None:
    own = company()
    on = day_of(at)
    entries = [
        NewEntry(
            date=on,
            kind="goods_received",
            source=("stock_move", move.id),
            text_key="stock.goods_received",
            lines=(
                Line(
                    role="inventory", debit=Money(move.value_minor, own.currency), product_id=move.product_id
                ),
                Line(role="goods_received", credit=Money(move.value_minor, own.currency)),
            ),
        )
        for move in moves
        if move.value_minor
    ]
    post(entries, actor=actor, at=at)


def _entry(move: StockMove, arrival_id: int | None, at: datetime) -> Entry:
    event = GoodsReceived(
        product_id=move.product_id,
        quantity_millionths=millionths(move.quantity),
        location_id=move.to_location_id or 0,
        arrival_id=arrival_id,
    )
    return Entry(event=event, subject=("product", move.product_id), at=at)
