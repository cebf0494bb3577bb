"""Tables of orders."""

from polku.orders.models.change import OrderChange
from polku.orders.models.line import OrderLine
from polku.orders.models.order import Order
from polku.orders.models.trouble import OrderTrouble

__all__ = ["Order", "OrderChange", "OrderLine", "OrderTrouble"]
