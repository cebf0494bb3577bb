"""Levels and values, locked in the order of their products until the transaction ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from polku.catalogue.models import Product
from polku.db import few
from polku.db.bulk import insert
from polku.db.lists import among
from polku.db.prepared import Prepared
from polku.kernel.errors import Invalid, NotFound, gettext_noop
from polku.kernel.words import Text
from polku.stock.logic.costing import taken_value
from polku.stock.models import Level, Location, Value

ZERO = Decimal(0)
M = TypeVar("M", Level, Value)
MAIN = "main"


@dataclass
class Shelves:
    """What lies where of some products, changed in memory and written back at once."""

    levels: dict[tuple[int, int], Level]
    values: dict[int, Value]
    touched: set[int] = field(default_factory=set)

    def of(self, product_id: int) -> list[Level]:
        """Where a product lies, the fullest first."""
        found = [level for (product, _), level in self.levels.items() if product == product_id]
        return sorted(found, key=lambda level: (-(level.on_hand - level.reserved), level.location_id))

    def put(self, product_id: int, location_id: int, quantity: Decimal, value_minor: int) -> None:
        """Goods come to a place."""
        level = self.levels.get((product_id, location_id))
        if level is None:
            level = Level(product_id=product_id, location_id=location_id)
            self.levels[product_id, location_id] = level
        level.on_hand += quantity
        value = self.values.setdefault(product_id, Value(product_id=product_id))
        value.quantity += quantity
        value.value_minor += value_minor

    def take(self, product_id: int, location_id: int, quantity: Decimal, *, reserved: Decimal = ZERO) -> int:
        """Goods leave a place, `reserved` of them promised before; what they cost, in company currency.

        Raises: Refused where there are not so many.
        """
        level = self.levels.get((product_id, location_id)) or Level()
        value = self.values.get(product_id) or Value()
        taken_value(quantity, on_hand=level.on_hand - level.reserved + reserved, value_minor=0)
        cost = taken_value(quantity, on_hand=value.quantity, value_minor=value.value_minor)
        level.on_hand -= quantity
        level.reserved -= reserved
        value.quantity -= quantity
        value.value_minor -= cost
        return cost

    def save(self) -> None:
        """Write all of it back: two statements, two more where a product lies somewhere for the first time."""
        _write(Level, self.levels.values(), ["on_hand", "reserved"])
        _write(Value, self.values.values(), ["quantity", "value_minor"])


def _write(model: type[M], rows: Iterable[M], names: list[str]) -> None:
    found = list(rows)
    if fresh := [row for row in found if row._state.adding]:
        insert(model, fresh)
    if known := [row for row in found if not row._state.adding]:
        few.change(known, names)


def shelves(product_ids: Collection[int], *, with_values: bool = True) -> Shelves:
    """What lies where of these products, locked in one order for everybody, so that nobody waits in a circle.

    Without values goods can be promised and let go; they neither come nor leave.
    """
    if not product_ids:
        return Shelves({}, {})
    wanted = list(product_ids)
    known = {value.product_id: value for value in _values(wanted)} if with_values else {}
    return Shelves({(row.product_id, row.location_id): row for row in _levels(wanted)}, known)


_values = Prepared(
    lambda ids: Value.objects.filter(product_id__in=among(ids)).select_for_update().order_by("product_id")
)
_levels = Prepared(
    lambda ids: Level.objects.filter(product_id__in=among(ids)).select_for_update().order_by("id")
)


def first_location() -> Location:
    """The place where goods come in unless somebody says otherwise; made when it is first asked for."""
    found = Location.objects.filter(retired_at=None).order_by("id").first()
    if found is None:
        found, _ = Location.objects.get_or_create(key=MAIN, defaults={"name": Text.of({"en": "Warehouse"})})
    return found


def check_place(product_id: int, location_id: int) -> None:
    """Whether goods of this product can lie at this place. Raises: NotFound, Invalid."""
    kind = Product.objects.filter(id=product_id).values_list("kind", flat=True).first()
    if kind is None:
        raise NotFound(gettext_noop("There is no such product."), field="product_id")
    if kind != "goods":
        raise Invalid(gettext_noop("Services do not lie in stock."), field="product_id")
    if not Location.objects.filter(id=location_id, retired_at=None).exists():
        raise NotFound(gettext_noop("There is no such place."), field="location_id")
