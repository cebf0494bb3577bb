"""Writes of stock."""

from polku.stock.actions.counting import count_stock, transfer
from polku.stock.actions.delivering import deliver, deliver_services
from polku.stock.actions.expecting import (
    Expected,
    call_off_arrival,
    change_arrival,
    note_arrival,
    take_up_arrival,
)
from polku.stock.actions.picking import cancel_shipment, pack, pick
from polku.stock.actions.places import retire_place, save_place
from polku.stock.actions.receiving import Receipt, receive
from polku.stock.actions.reserving import release_orders, reserve_orders
from polku.stock.actions.shipping import ship
from polku.stock.actions.waiting import release, reserve_waiting

__all__ = [
    "Expected",
    "Receipt",
    "call_off_arrival",
    "cancel_shipment",
    "change_arrival",
    "count_stock",
    "deliver",
    "deliver_services",
    "note_arrival",
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
    "take_up_arrival",
    "transfer",
]
