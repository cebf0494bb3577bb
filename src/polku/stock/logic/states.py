"""What a shipment is in, what may follow, and why stock moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """From picking to the customer's hands."""

    PICKING = "picking"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELED = "canceled"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.PICKING: frozenset({State.PACKED, State.SHIPPED, State.CANCELED}),
    State.PACKED: frozenset({State.PICKING, State.SHIPPED, State.CANCELED}),
    State.SHIPPED: frozenset({State.DELIVERED}),
    State.DELIVERED: frozenset(),
    State.CANCELED: frozenset(),
}
GONE: Final = (State.SHIPPED, State.DELIVERED)
"""Shipments whose goods have left the house."""


class MoveKind(StrEnum):
    """Why stock moved."""

    RECEIPT = "receipt"
    COUNT = "count"
    TRANSFER = "transfer"
    SHIP = "ship"
    RETURN = "return"
    SCRAP = "scrap"
