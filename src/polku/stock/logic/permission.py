"""Names of the rights over stock."""

from enum import StrEnum


class StockPermission(StrEnum):
    """What one may do with stock and shipments."""

    SEE = "stock.see"
    RECEIVE = "stock.receive"
    COUNT = "stock.count"
    SHIP = "stock.ship"
    DELIVER = "stock.deliver"
    COST = "stock.cost"
