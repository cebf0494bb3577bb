"""Goods that are expected: noted, changed, called off, taken up again, and lessened by what comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from polku.access.logic import Actor
from polku.catalogue.models import Product
from polku.db import few
from polku.db.fields import millionths
from polku.db.lists import among
from polku.db.transactions import write
from polku.eventlog.actions import Entry, append
from polku.eventlog.events import Happened
from polku.kernel.errors import Invalid, NotFound, Refused, gettext_noop
from polku.kernel.text import clean
from polku.stock.events import ArrivalCalledOff, ArrivalChanged, ArrivalNoted, ArrivalTakenUp
from polku.stock.models import Arrival
from polku.stock.rules import StockPermission

REFERENCE_MAX: Final = 120
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Expected:
    """So much on a day, by the supplier's reference."""

    quantity: Decimal
    day: date
    reference: str = ""

    @classmethod
    def of(cls, row: Arrival) -> "Expected":
        """What is still to come of an arrival."""
        return cls(row.quantity, row.day, row.reference)


@dataclass(frozen=True)
class Came:
    """So much came of an arrival, told by a row of a receipt."""

    number: int
    arrival_id: int
    product_id: int
    quantity: Decimal


def note_arrival(product_id: int, expected: Expected, *, actor: Actor, at: datetime) -> Arrival:
    """Write down that goods will come. Raises: Invalid, NotFound, NotAllowed."""
    actor.require(StockPermission.RECEIVE)
    told = _checked(expected)
    with write():
        kind = Product.objects.filter(id=product_id).values_list("kind", flat=True).first()
        if kind is None:
            raise NotFound(gettext_noop("There is no such product."), field="product_id")
        if kind != "goods":
            raise Invalid(gettext_noop("Services do not lie in stock."), field="product_id")
        row = Arrival.objects.create(product_id=product_id, **vars(told), made_at=at, by_id=actor.user_id)
        event = ArrivalNoted(
            product_id=product_id,
            arrival_id=row.pk,
            quantity_millionths=millionths(row.quantity),
            day=row.day,
        )
        _tell(event, row, actor, at)
    return row


def change_arrival(arrival_id: int, expected: Expected, *, actor: Actor, at: datetime) -> Arrival:
    """Expect so much on that day instead; nothing is written where nothing differs.

    Raises: Invalid, Refused (it is there or called off), NotFound, NotAllowed.
    """
    actor.require(StockPermission.RECEIVE)
    told = _checked(expected)
    with write():
        row = _open(arrival_id)
        before = Expected.of(row)
        if before == told:
            return row
        row.quantity, row.day, row.reference = told.quantity, told.day, told.reference
        row.save(update_fields=["quantity", "day", "reference"])
        event = ArrivalChanged(
            product_id=row.product_id,
            arrival_id=row.pk,
            quantity_millionths=millionths(told.quantity),
            day=told.day,
            before_millionths=millionths(before.quantity),
            day_before=before.day,
        )
        _tell(event, row, actor, at)
    return row


def call_off_arrival(arrival_id: int, *, actor: Actor, at: datetime) -> Arrival:
    """Expect the goods no longer. Raises: Refused (they are there, or called off), NotFound, NotAllowed."""
    actor.require(StockPermission.RECEIVE)
    with write():
        row = _open(arrival_id)
        row.called_off_at = at
        row.save(update_fields=["called_off_at"])
        _tell(ArrivalCalledOff(product_id=row.product_id, arrival_id=row.pk), row, actor, at)
    return row


def take_up_arrival(arrival_id: int, *, actor: Actor, at: datetime) -> Arrival:
    """Expect goods again that were called off; others stay as they are. Raises: NotFound, NotAllowed."""
    actor.require(StockPermission.RECEIVE)
    with write():
        row = _known(arrival_id)
        if row.called_off_at is None:
            return row
        row.called_off_at = None
        row.save(update_fields=["called_off_at"])
        _tell(ArrivalTakenUp(product_id=row.product_id, arrival_id=row.pk), row, actor, at)
    return row


def lessen(came: Sequence[Came]) -> None:
    """Take what came off what is expected; more than was expected may come. Within the running transaction.

    Raises: Invalid (another product), NotFound (not expected any more); they name the row.
    """
    named = Arrival.objects.filter(id__in=among({one.arrival_id for one in came}))
    rows = {row.pk: row for row in named.select_for_update().order_by("id") if row.is_open}
    for one in came:
        row = rows.get(one.arrival_id)
        if row is None:
            raise NotFound(
                gettext_noop("This arrival is not expected any more."), field=f"{one.number}.arrival_id"
            )
        if row.product_id != one.product_id:
            raise Invalid(
                gettext_noop("Another product is expected there."), field=f"{one.number}.arrival_id"
            )
        row.quantity = max(row.quantity - one.quantity, ZERO)
    few.change(list(rows.values()), ["quantity"])


def _checked(expected: Expected) -> Expected:
    if expected.quantity <= 0:
        raise Invalid(gettext_noop("The quantity must be more than 0."), field="quantity")
    millionths(expected.quantity)
    reference = clean(expected.reference.strip(), max_length=REFERENCE_MAX, field="reference")
    return Expected(expected.quantity, expected.day, reference)


def _known(arrival_id: int) -> Arrival:
    found = Arrival.objects.select_for_update().filter(id=arrival_id).first()
    if found is None:
        raise NotFound(gettext_noop("There is no such arrival."))
    return found


def _open(arrival_id: int) -> Arrival:
    found = _known(arrival_id)
    if not found.is_open:
        raise Refused(gettext_noop("This arrival is not expected any more."), code="not_expected")
    return found


def _tell(event: Happened, row: Arrival, actor: Actor, at: datetime) -> None:
    told = Entry(event=event, subject=("product", row.product_id), at=at)
    append([told], actor_id=actor.user_id, via=actor.via, recorded_at=at)
