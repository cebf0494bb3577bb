"""What happens with goods and deliveries."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class GoodsReceived(Happened):
    """Goods came in."""

    kind: ClassVar[str] = "stock.goods_received"
    says: ClassVar[str] = gettext_noop("{actor} received goods")
    icon: ClassVar[str] = "box"
    product_id: int
    quantity_millionths: int
    location_id: int
    arrival_id: int | None = None


@dataclass(frozen=True)
class ArrivalNoted(Happened):
    """Somebody knows that goods will come, and when."""

    kind: ClassVar[str] = "stock.arrival_noted"
    says: ClassVar[str] = gettext_noop("{actor} noted that goods are expected")
    icon: ClassVar[str] = "clock"
    product_id: int
    arrival_id: int
    quantity_millionths: int
    day: date


@dataclass(frozen=True)
class ArrivalChanged(Happened):
    """Other goods will come than was thought, or on another day."""

    kind: ClassVar[str] = "stock.arrival_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed what goods are expected")
    icon: ClassVar[str] = "edit"
    product_id: int
    arrival_id: int
    quantity_millionths: int
    day: date
    before_millionths: int
    day_before: date


@dataclass(frozen=True)
class ArrivalCalledOff(Happened):
    """Goods will not come."""

    kind: ClassVar[str] = "stock.arrival_called_off"
    says: ClassVar[str] = gettext_noop("{actor} called off expected goods")
    icon: ClassVar[str] = "x"
    product_id: int
    arrival_id: int


@dataclass(frozen=True)
class ArrivalTakenUp(Happened):
    """Goods that were called off will come after all."""

    kind: ClassVar[str] = "stock.arrival_taken_up"
    says: ClassVar[str] = gettext_noop("{actor} expects goods again that were called off")
    icon: ClassVar[str] = "undo"
    product_id: int
    arrival_id: int


@dataclass(frozen=True)
class StockCounted(Happened):
    """Somebody counted, and the stock is what they counted."""

    kind: ClassVar[str] = "stock.stock_counted"
    says: ClassVar[str] = gettext_noop("{actor} counted stock")
    icon: ClassVar[str] = "list"
    product_id: int
    location_id: int
    before_millionths: int
    after_millionths: int


@dataclass(frozen=True)
class StockMoved(Happened):
    """Goods went from one place to another."""

    kind: ClassVar[str] = "stock.stock_moved"
    says: ClassVar[str] = gettext_noop("{actor} moved stock")
    icon: ClassVar[str] = "arrow"
    product_id: int
    from_location_id: int
    to_location_id: int
    quantity_millionths: int


@dataclass(frozen=True)
class OrderReserved(Happened):
    """Stock is kept for an order; not all of it where something is short."""

    kind: ClassVar[str] = "stock.order_reserved"
    says: ClassVar[str] = gettext_noop("Stock was reserved for the order {number}")
    icon: ClassVar[str] = "lock"
    order_id: int
    number: str
    complete: bool


@dataclass(frozen=True)
class ReservationLetGo(Happened):
    """Stock that was kept for an order is free again."""

    kind: ClassVar[str] = "stock.reservation_let_go"
    says: ClassVar[str] = gettext_noop("{actor} let reserved stock of the order {number} go")
    icon: ClassVar[str] = "x"
    order_id: int
    number: str


@dataclass(frozen=True)
class ShipmentPicked(Happened):
    """Goods for a shipment are being picked."""

    kind: ClassVar[str] = "stock.shipment_picked"
    says: ClassVar[str] = gettext_noop("{actor} began the delivery {number}")
    icon: ClassVar[str] = "box"
    order_id: int
    shipment_id: int
    number: str


@dataclass(frozen=True)
class ShipmentPacked(Happened):
    """A shipment is packed."""

    kind: ClassVar[str] = "stock.shipment_packed"
    says: ClassVar[str] = gettext_noop("{actor} packed the delivery {number}")
    icon: ClassVar[str] = "box"
    order_id: int
    shipment_id: int
    number: str


@dataclass(frozen=True)
class ShipmentShipped(Happened):
    """A shipment left the house."""

    kind: ClassVar[str] = "stock.shipment_shipped"
    says: ClassVar[str] = gettext_noop("{actor} shipped the delivery {number}")
    icon: ClassVar[str] = "send"
    order_id: int
    shipment_id: int
    number: str


@dataclass(frozen=True)
class ShipmentDelivered(Happened):
    """A shipment arrived, or a service was done."""

    kind: ClassVar[str] = "stock.shipment_delivered"
    says: ClassVar[str] = gettext_noop("The delivery {number} arrived")
    icon: ClassVar[str] = "check"
    order_id: int
    shipment_id: int
    number: str


@dataclass(frozen=True)
class ShipmentCanceled(Happened):
    """A shipment that had not left was called off; its goods are reserved again."""

    kind: ClassVar[str] = "stock.shipment_canceled"
    says: ClassVar[str] = gettext_noop("{actor} called off the delivery {number}")
    icon: ClassVar[str] = "x"
    order_id: int
    shipment_id: int
    number: str


@dataclass(frozen=True)
class PlaceSaved(Happened):
    """A place where goods lie was made or got another name."""

    kind: ClassVar[str] = "stock.place_saved"
    says: ClassVar[str] = gettext_noop("{actor} named a place of stock")
    icon: ClassVar[str] = "edit"
    location_id: int


@dataclass(frozen=True)
class PlaceRetired(Happened):
    """No goods come to a place any more."""

    kind: ClassVar[str] = "stock.place_retired"
    says: ClassVar[str] = gettext_noop("{actor} gave up a place of stock")
    icon: ClassVar[str] = "x"
    location_id: int


ON_DEALS = (
    OrderReserved,
    ReservationLetGo,
    ShipmentPicked,
    ShipmentPacked,
    ShipmentShipped,
    ShipmentDelivered,
    ShipmentCanceled,
)
"""Events that belong to a deal."""
ALL = (
    GoodsReceived,
    ArrivalNoted,
    ArrivalChanged,
    ArrivalCalledOff,
    ArrivalTakenUp,
    StockCounted,
    StockMoved,
    PlaceSaved,
    PlaceRetired,
    *ON_DEALS,
)
"""Every event of stock."""
