"""Stock and deliveries as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku.access.logic import Actor
from polku.access.rules import AccessPermission
from polku.catalogue.words import counted_unit, unit_name
from polku.company.queries import company
from polku.db.lists import among
from polku.kernel.money import Money
from polku.orders.models import OrderLine
from polku.stock import words
from polku.stock.models import Arrival, Level, Shipment, ShipmentLine
from polku.stock.queries.coming import Missing
from polku.stock.rules import StockPermission
from polku.stock.web.forms import language
from polku.ui import locale_formats

EXPECTED_SHOWN = 3


@dataclass(frozen=True)
class LevelLine:
    """A level in the list."""

    level: Level
    name: str
    place: str
    unit: str
    on_hand: str
    reserved: str
    free: str
    worth: str
    expected: Sequence[tuple[str, bool]] = ()


def level_of(row: Level, worth: Mapping[int, Decimal], expected: Sequence[Arrival] = ()) -> LevelLine:
    """A level with its numbers as the reader writes them; its worth for who may see it."""
    each = worth.get(row.product_id)
    own = company().currency
    value = (
        ""
        if each is None
        else locale_formats.money(Money.from_decimal(_cents(each * row.on_hand), own).minor, own)
    )
    return LevelLine(
        level=row,
        name=row.product.name.to(language()),
        place=row.location.name.to(language()),
        unit=unit_name(row.product.unit),
        on_hand=number(row.on_hand),
        reserved=number(row.reserved),
        free=number(row.on_hand - row.reserved),
        worth=value,
        expected=[arrival_of(one) for one in expected[:EXPECTED_SHOWN]],
    )


def arrival_of(row: Arrival) -> tuple[str, bool]:
    """How much is expected when, in words, and whether that day is over."""
    told = {"quantity": number(row.quantity), "day": locale_formats.day(row.day, now=timezone.now())}
    is_late = row.day < timezone.localdate()
    words = _("%(quantity)s were expected on %(day)s") if is_late else _("%(quantity)s expected on %(day)s")
    return words % told, is_late


def short_words(short: Mapping[int, Missing]) -> str:
    """What of an order is neither kept for it nor gone, by its lines: how much of what, and when it can be there."""
    lines = OrderLine.objects.filter(id__in=among(short)).order_by("position")
    told = [f"{one.description or one.sku} ({_missing(short[one.id])})" for one in lines]
    return _("Short: %(what)s. Reserve again when goods came in.") % {"what": ", ".join(told)}


def _missing(one: Missing) -> str:
    if one.day is None:
        return number(one.quantity)
    day = _("expected on %(day)s") % {"day": locale_formats.full_day(one.day)}
    return f"{number(one.quantity)}, {day}"


def _cents(value: Decimal) -> Decimal:
    return round(value, 2)


def shipment_of(row: Shipment) -> dict[str, Any]:
    """A delivery with its state in words."""
    label: str | Promise = words.STATES[row.state]
    return {"row": row, "state": label, "is_open": row.state in ("picking", "packed")}


def lines_of(shipment: Shipment) -> list[dict[str, Any]]:
    """The lines of a delivery: what, how many, from where, which pieces."""
    rows = ShipmentLine.objects.filter(shipment=shipment).select_related("order_line", "location")
    return [
        {
            "row": row,
            "quantity": counted_unit(row.quantity, row.order_line.unit),
            "place": row.location.name.to(language()) if row.location else "",
            "codes": [one.unit.code for one in row.units.all()],
        }
        for row in rows.prefetch_related("units__unit").order_by("id")
    ]


def may(actor: Actor) -> dict[str, bool]:
    """What of stock this person may do."""
    rights = {one.name.lower(): actor.may(one) for one in StockPermission}
    return rights | {"export": actor.may(AccessPermission.EXPORT)}


def number(value: Decimal) -> str:
    """An exact number as the reader writes it."""
    return locale_formats.number(value, 6)
