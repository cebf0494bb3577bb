"""Writes of orders."""

from polku.orders.actions.canceling import cancel_orders
from polku.orders.actions.changing import change_order
from polku.orders.actions.confirming import confirm_orders
from polku.orders.actions.describing import Facts, change_facts
from polku.orders.actions.holding import hold_order, release_order
from polku.orders.actions.placing import Placed, place_order, place_orders
from polku.orders.actions.replacing import replace_goods
from polku.orders.actions.troubles import note_trouble, settle_trouble, waive
from polku.orders.actions.writing import Told, send_confirmation

__all__ = [
    "Facts",
    "Placed",
    "Told",
    "cancel_orders",
    "change_facts",
    "change_order",
    "confirm_orders",
    "hold_order",
    "note_trouble",
    "place_order",
    "place_orders",
    "release_order",
    "replace_goods",
    "send_confirmation",
    "settle_trouble",
    "waive",
]
