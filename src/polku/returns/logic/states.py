"""What a return is in, why goods come back, how they look, and what the customer gets for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """From the customer's wish to the day when nothing of it is left open."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    SETTLED = "settled"
    REFUSED = "refused"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.REQUESTED: frozenset({State.APPROVED, State.REFUSED}),
    State.APPROVED: frozenset({State.RECEIVED, State.REFUSED}),
    State.RECEIVED: frozenset({State.SETTLED}),
    State.SETTLED: frozenset({State.RECEIVED}),
    State.REFUSED: frozenset(),
}
"""A settled one is open again only where the order that replaced its goods was called off."""
OPEN: Final = (State.REQUESTED, State.APPROVED, State.RECEIVED)
BACK: Final = (State.RECEIVED, State.SETTLED)
"""Returns whose goods have come."""


class Reason(StrEnum):
    """Why goods come back."""

    DAMAGED = "damaged"
    FAULTY = "faulty"
    WRONG_GOODS = "wrong_goods"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_WANTED = "not_wanted"
    TOO_LATE = "too_late"
    OTHER = "other"


OF_GOODS: Final = (Reason.DAMAGED, Reason.FAULTY, Reason.WRONG_GOODS, Reason.NOT_AS_DESCRIBED)
"""Reasons that lie in the goods: something is wrong with them."""


class Condition(StrEnum):
    """How goods look when they come back: fit to be sold again, or to be scrapped."""

    AS_NEW = "as_new"
    DAMAGED = "damaged"


class Resolution(StrEnum):
    """What the customer gets: a credit note, the same goods again, the goods repaired, or the money."""

    CREDIT = "credit"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    REFUND = "refund"


MONEY: Final = (Resolution.CREDIT, Resolution.REFUND)
"""Resolutions after which the customer has less, and owes less."""
