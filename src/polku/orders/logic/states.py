"""What an order is in, and what may follow."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Placed by the customer, confirmed by us, or canceled. Being held is told apart from it."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"


class Terms(StrEnum):
    """When the customer pays: before anything ships, when it is handed over, or by a day after the invoice."""

    PAY_FIRST = "pay_first"
    ON_DELIVERY = "on_delivery"
    DUE_DATE = "due_date"


class Channel(StrEnum):
    """How the order came in."""

    QUOTE = "quote"
    FORM = "form"
    API = "api"
    PHONE = "phone"
    COUNTER = "counter"
    WEB = "web"
    IMPORT = "import"


class LineKind(StrEnum):
    """What a line is delivered as: shipped, confirmed as done, or along with the rest."""

    GOODS = "goods"
    SERVICE = "service"
    FREIGHT = "freight"


class Trouble(StrEnum):
    """What went wrong with an order and waits for a decision."""

    SHORT_DELIVERY = "short_delivery"
    REFUSED_DELIVERY = "refused_delivery"
    REFUSED_BILL = "refused_bill"
    DAMAGED = "damaged"
    UNAVAILABLE = "unavailable"
    OTHER = "other"


class Settled(StrEnum):
    """How a trouble was settled: the missing part is made up for, or it is let be."""

    RECREATE = "recreate"
    IGNORE = "ignore"


class Written(StrEnum):
    """How an order is confirmed in writing: by mail as soon as it is confirmed, when somebody says so, or never."""

    AT_ONCE = "at_once"
    ASK = "ask"
    NEVER = "never"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.PLACED: frozenset({State.CONFIRMED, State.CANCELED}),
    State.CONFIRMED: frozenset({State.CANCELED}),
    State.CANCELED: frozenset(),
}
DUE_DAYS: Final = 14
"""Days to pay where nobody says otherwise."""
DUE_DAYS_MAX: Final = 365
