"""Prices of a list, written any number at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from polku.access.logic import Actor
from polku.catalogue.actions.logging import Change, entry, log, plain
from polku.catalogue.events import PricesSet
from polku.catalogue.logic.products import checked_price
from polku.catalogue.models import Price, PriceList, Product
from polku.catalogue.rules import CataloguePermission
from polku.db.bulk import insert
from polku.db.fields import millionths
from polku.db.lists import among
from polku.db.transactions import write
from polku.kernel.errors import Conflict, DomainError, Invalid, NotFound, gettext_noop

Place = tuple[int, Decimal]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one costs from a quantity on; no price takes the one that stands away.

    With `has_base`, `base` is the price the writer saw: one that somebody else changed meanwhile is a conflict.
    """

    product_id: int
    unit_price: Decimal | None
    min_quantity: Decimal = Decimal(0)
    base: Decimal | None = None
    has_base: bool = False


@dataclass(frozen=True, slots=True)
class PriceWritten:
    """What became of a row: whether it changed anything, or why it was refused."""

    changed: bool = False
    error: DomainError | None = None


def set_prices(
    list_id: int, rows: Sequence[PriceRow], *, actor: Actor, at: datetime, history: bool = False
) -> list[PriceWritten]:
    """Write prices of a list and answer for each row; of two rows for one place the later holds.

    Raises: NotFound, NotAllowed.
    """
    actor.require(CataloguePermission.PRICE)
    with write():
        of = PriceList.objects.select_for_update(of=("self",)).filter(id=list_id).first()
        if of is None:
            raise NotFound(gettext_noop("There is no such price list."))
        known = set(
            Product.objects.filter(id__in=among(row.product_id for row in rows)).values_list("id", flat=True)
        )
        answers: list[PriceWritten] = []
        wanted: dict[Place, Decimal | None] = {}
        standing = _standing(of, rows)
        for row in rows:
            try:
                place = _place(row, known)
                old = standing[place].unit_price if place in standing else None
                if row.has_base and old not in (row.base, row.unit_price):
                    raise _changed_meanwhile(row, old)
                answers.append(PriceWritten(changed=row.unit_price != old))
                wanted[place] = row.unit_price
            except DomainError as error:
                answers.append(PriceWritten(error=error))
        changes = _write(of, wanted, standing)
        if changes:
            event = PricesSet(list=of.key, count=len(changes))
            log([entry(event, "price_list", of.pk, at, changes)], actor=actor, at=at, history=history)
    return answers


def _standing(of: PriceList, rows: Sequence[PriceRow]) -> dict[Place, Price]:
    found = Price.objects.filter(list=of, product_id__in=among(row.product_id for row in rows))
    return {(one.product_id, one.min_quantity): one for one in found}


def _place(row: PriceRow, known: set[int]) -> Place:
    if row.product_id not in known:
        raise NotFound(gettext_noop("This product does not exist."), field="product_id")
    if not row.min_quantity.is_finite() or row.min_quantity < 0:
        raise Invalid(gettext_noop("A quantity is not below zero."), field="min_quantity", code="negative")
    millionths(row.min_quantity)
    if row.unit_price is not None:
        millionths(checked_price(row.unit_price, "unit_price"))
    return row.product_id, row.min_quantity


def _changed_meanwhile(row: PriceRow, old: Decimal | None) -> Conflict:
    sides = {"yours": row.unit_price, "theirs": old, "base": row.base}
    return Conflict(
        {"unit_price": {name: None if one is None else f"{one.normalize():f}" for name, one in sides.items()}}
    )


def _write(
    of: PriceList, wanted: Mapping[Place, Decimal | None], standing: Mapping[Place, Price]
) -> list[Change]:
    """Store what differs; the changes as they are told."""
    new, changed, gone = [], [], []
    changes: list[Change] = []
    for (product_id, quantity), price in wanted.items():
        row = standing.get((product_id, quantity))
        old = row.unit_price if row else None
        if price == old:
            continue
        changes.append(("price", product_id, f"{of.key} {quantity.normalize():f}", plain(old), plain(price)))
        if row is None and price is not None:
            new.append(Price(list=of, product_id=product_id, min_quantity=quantity, unit_price=price))
        elif row is not None and price is None:
            gone.append(row.pk)
        elif row is not None and price is not None:
            row.unit_price = price
            changed.append(row)
    insert(Price, new)
    if changed:
        Price.objects.bulk_update(changed, ["unit_price"], batch_size=1000)
    if gone:
        Price.objects.filter(id__in=among(gone)).delete()
    return changes
