"""Writes of stock."""

from polku.stock.actions.counting import count_stock, transfer
from polku.stock.actions.delivering import deliver, deliver_services
from polku.stock.actions.picking import cancel_shipment, pack, pick
from polku.stock.actions.places import retire_place, save_place
from polku.stock.actions.receiving import Receipt, receive
from polku.stock.actions.reserving import release_orders, reserve_orders
from polku.stock.actions.shipping import ship
from polku.stock.actions.waiting import release, reserve_waiting

__all__ = [
    "Receipt",
    "cancel_shipment",
    "count_stock",
    "deliver",
    "deliver_services",
    "pack",
    "pick",
    "receive",
    "release",
    "release_orders",
    "reserve_orders",
    "reserve_waiting",
    "retire_place",
    "save_place",
    "ship",
    "transfer",
]
