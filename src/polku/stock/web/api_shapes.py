"""What requests about stock hold, and what answers look like."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from polku.stock.actions import Receipt
from polku.stock.models import Shipment, ShipmentLine, StockMove
from polku.ui.api import Exact, Id, Input, Limit, Moment, dumped

ROWS_MAX = 1000


LineId = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]
Code = Annotated[str, Field(min_length=1, max_length=120)]
Cents = Annotated[int, Field(ge=0, le=2**53)]


class LocationOut(Schema):
    """A place where goods lie."""

    id: int
    key: str
    name: dict[str, str]


class LocationIn(Input):
    """A place, named in one language or several."""

    name: dict[str, str]


class LevelOut(Schema):
    """How much of a product lies at a place, and how much of that is promised to orders."""

    id: int
    product_id: int
    sku: str
    location_id: int
    on_hand: str
    reserved: str
    free: str


class LevelPage(Schema):
    """One page of levels; `next` is the cursor to send as `after`, null at the end."""

    items: list[LevelOut]
    next: str | None


class LevelQuery(Schema):
    """Filters of the list; all of them hold together."""

    product_id: Id | None = None
    location_id: Id | None = None
    after: str = ""
    limit: Limit = 50


class StockMoveOut(Schema):
    """A movement of goods. `value_minor`, in company currency, is null for who may not see what stock is worth."""

    id: int
    product_id: int
    from_location_id: int | None
    to_location_id: int | None
    quantity: str
    value_minor: int | None
    kind: str
    note: str
    at: datetime


class CountOut(Schema):
    """The movement that a count made; null where nothing differed."""

    move: StockMoveOut | None


class ReceiptIn(Input):
    """So many of a product came in. Codes name each piece (serial numbers) or the batch (one lot).

    `unit_cost_minor` is for those who may see what stock is worth; where the product's card knows no cost, they must
    tell it, 0 where it cost nothing. `arrival_id` is the arrival that was expected: so much less of it is to come.
    """

    product_id: Id
    quantity: Exact
    unit_cost_minor: Cents | None = None
    location_id: Id | None = None
    codes: list[Code] = Field(default=[], max_length=ROWS_MAX)
    best_before: date | None = None
    note: str = Field(default="", max_length=300)
    arrival_id: Id | None = None

    def receipt(self) -> Receipt:
        """As the domain takes it."""
        return Receipt(**self.model_dump(exclude={"codes"}), codes=tuple(self.codes))


class ReceiptsIn(Input):
    """Goods that came in together: all rows are taken in, or none."""

    rows: list[ReceiptIn] = Field(min_length=1, max_length=ROWS_MAX)


class CountIn(Input):
    """How many of a product somebody counted at a place."""

    product_id: Id
    location_id: Id
    counted: Exact
    note: str = Field(default="", max_length=300)


class TransferIn(Input):
    """How many of a product go from one place to another."""

    product_id: Id
    quantity: Exact
    from_location_id: Id
    to_location_id: Id


class ReservedOut(Schema):
    """What is newly kept for an order, and what is short, by the ids of its lines."""

    order_id: int
    reserved: dict[str, str]
    short: dict[str, str]


class WaitingIn(Input):
    """The product that came in."""

    product_id: Id


class LetGoIn(Input):
    """How much of what is kept is let go, by the ids of order lines."""

    quantities: dict[LineId, Exact] = Field(min_length=1, max_length=ROWS_MAX)


class LetGoOut(Schema):
    """The orders of which something was let go."""

    order_ids: list[int]


class ShipmentOut(Schema):
    """A delivery: goods on their way to a customer, or a service done."""

    id: int
    number: str
    order_id: int
    state: str
    service: bool
    carrier: str
    tracking: str
    promised_date: date | None
    made_at: datetime
    packed_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    canceled_at: datetime | None
    received_by: str
    proof_id: int | None


class ShipmentLineOut(Schema):
    """So much of a line of the order, from a place (null for services and freight), and the codes that went."""

    order_line_id: int
    location_id: int | None
    quantity: str
    codes: list[str]


class ShipmentFull(ShipmentOut):
    """A delivery with its lines."""

    lines: list[ShipmentLineOut]


class ShipmentPage(Schema):
    """One page of deliveries; `next` is the cursor to send as `after`, null at the end."""

    items: list[ShipmentOut]
    next: str | None


class ShipmentQuery(Schema):
    """Filters of the list; all of them hold together."""

    order_id: Id | None = None
    state: str | None = None
    number: str | None = None
    tracking: str | None = None
    after: str = ""
    limit: Limit = 50


class PickIn(Input):
    """What is picked: all that is kept for the order, or so much of each line by its id."""

    quantities: dict[LineId, Exact] | None = None
    promised_date: date | None = None


class ShipIn(Input):
    """How the delivery leaves; `codes` names serial numbers or lots by the id of the order's line."""

    carrier: str = Field(default="", max_length=100)
    tracking: str = Field(default="", max_length=100)
    codes: dict[LineId, list[Code]] = {}


class DeliverIn(Input):
    """That a delivery arrived: who took it, and when (now, if left out)."""

    received_by: str = Field(default="", max_length=200)
    delivered_at: Moment | None = None


class ServicesIn(Input):
    """Services that were done: all that are left, or so much of each line by its id."""

    quantities: dict[LineId, Exact] | None = None
    received_by: str = Field(default="", max_length=200)


def plain(number: Decimal) -> str:
    """An exact decimal as a text, without zeros at its end."""
    return f"{number.normalize():f}"


def by_line(told: dict[str, Any] | None) -> dict[int, Any] | None:
    """What was told by the texts of ids, by ids."""
    return None if told is None else {int(key): value for key, value in told.items()}


def moved(row: StockMove, *, with_value: bool) -> dict[str, Any]:
    """A movement as the API shows it."""
    names = ("id", "product_id", "from_location_id", "to_location_id", "kind", "note", "at")
    value = row.value_minor if with_value else None
    return {name: getattr(row, name) for name in names} | {
        "quantity": plain(row.quantity),
        "value_minor": value,
    }


def full(shipment: Shipment) -> dict[str, Any]:
    """A delivery with its lines."""
    rows = ShipmentLine.objects.filter(shipment=shipment).prefetch_related("units__unit").order_by("id")
    return dumped(ShipmentOut, shipment) | {"lines": [_line(row) for row in rows]}


def _line(row: ShipmentLine) -> dict[str, Any]:
    return {
        "order_line_id": row.order_line_id,
        "location_id": row.location_id,
        "quantity": plain(row.quantity),
        "codes": [one.unit.code for one in row.units.all()],
    }
