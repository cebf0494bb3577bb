"""Tables of stock."""

from polku.stock.models.arrival import Arrival
from polku.stock.models.level import Level, Location, Value
from polku.stock.models.move import StockMove
from polku.stock.models.reservation import Reservation
from polku.stock.models.shipment import Shipment, ShipmentLine
from polku.stock.models.unit import ShippedUnit, Unit

__all__ = [
    "Arrival",
    "Level",
    "Location",
    "Reservation",
    "Shipment",
    "ShipmentLine",
    "ShippedUnit",
    "StockMove",
    "Unit",
    "Value",
]
