"""Tables of orders."""

from polku.orders.models.change import OrderChange
from polku.orders.models.confirmation import Confirmation
from polku.orders.models.form import Incoming, OrderForm
from polku.orders.models.line import OrderLine
from polku.orders.models.order import Order
from polku.orders.models.settings import OrderSettings
from polku.orders.models.trouble import OrderTrouble

__all__ = [
    "Confirmation",
    "Incoming",
    "Order",
    "OrderChange",
    "OrderForm",
    "OrderLine",
    "OrderSettings",
    "OrderTrouble",
]
