"""What happens with orders. Amounts are in the order's currency; words stand in the rows the events point to."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class OrderPlaced(Happened):
    """A customer ordered."""

    kind: ClassVar[str] = "orders.order_placed"
    says: ClassVar[str] = gettext_noop("{actor} took the order {number}")
    icon: ClassVar[str] = "orders"
    order_id: int
    number: str
    channel: str
    currency: str
    net_minor: int
    gross_minor: int
    lines: int
    quote_id: int | None = None


@dataclass(frozen=True)
class OrderConfirmed(Happened):
    """The company confirmed an order to its customer."""

    kind: ClassVar[str] = "orders.order_confirmed"
    says: ClassVar[str] = gettext_noop("{actor} confirmed the order {number}")
    icon: ClassVar[str] = "check"
    order_id: int
    number: str
    payment_terms: str
    currency: str
    gross_minor: int


@dataclass(frozen=True)
class OrderChanged(Happened):
    """An order became another: a new version of it, with a reason in its row."""

    kind: ClassVar[str] = "orders.order_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the order {number}")
    icon: ClassVar[str] = "edit"
    order_id: int
    number: str
    version: int
    gross_before_minor: int
    gross_minor: int


@dataclass(frozen=True)
class OrderHeld(Happened):
    """Nothing of an order goes on until it is released."""

    kind: ClassVar[str] = "orders.order_held"
    says: ClassVar[str] = gettext_noop("{actor} held the order {number}")
    icon: ClassVar[str] = "pause"
    order_id: int
    number: str


@dataclass(frozen=True)
class OrderReleased(Happened):
    """An order that was held goes on."""

    kind: ClassVar[str] = "orders.order_released"
    says: ClassVar[str] = gettext_noop("{actor} released the order {number}")
    icon: ClassVar[str] = "play"
    order_id: int
    number: str


@dataclass(frozen=True)
class OrderCanceled(Happened):
    """An order was called off."""

    kind: ClassVar[str] = "orders.order_canceled"
    says: ClassVar[str] = gettext_noop("{actor} canceled the order {number}")
    icon: ClassVar[str] = "x"
    order_id: int
    number: str


@dataclass(frozen=True)
class LineWaived(Happened):
    """Part of a line will not be delivered, and the customer knows."""

    kind: ClassVar[str] = "orders.line_waived"
    says: ClassVar[str] = gettext_noop("{actor} waived a line of the order {number}")
    icon: ClassVar[str] = "minus"
    order_id: int
    number: str
    line_id: int
    quantity_millionths: int


@dataclass(frozen=True)
class TroubleNoted(Happened):
    """Something went wrong with an order."""

    kind: ClassVar[str] = "orders.trouble_noted"
    says: ClassVar[str] = gettext_noop("{actor} noted a trouble with the order {number}")
    icon: ClassVar[str] = "warn"
    order_id: int
    number: str
    trouble_id: int
    trouble: str


@dataclass(frozen=True)
class TroubleSettled(Happened):
    """What went wrong was settled."""

    kind: ClassVar[str] = "orders.trouble_settled"
    says: ClassVar[str] = gettext_noop("{actor} settled a trouble with the order {number}")
    icon: ClassVar[str] = "check"
    order_id: int
    number: str
    trouble_id: int
    settled: str
    replacement_id: int | None = None


@dataclass(frozen=True)
class TroubleReopened(Happened):
    """What was to make up for it was called off."""

    kind: ClassVar[str] = "orders.trouble_reopened"
    says: ClassVar[str] = gettext_noop(
        "What went wrong with the order {number} is open again: its replacement was called off"
    )
    icon: ClassVar[str] = "warn"
    order_id: int
    number: str
    trouble_id: int


@dataclass(frozen=True)
class ConfirmationSent(Happened):
    """An order was confirmed to its customer in writing; `outgoing_id` is the message, None where none was sent."""

    kind: ClassVar[str] = "orders.confirmation_sent"
    says: ClassVar[str] = gettext_noop("{actor} confirmed the order {number} in writing")
    icon: ClassVar[str] = "mail"
    order_id: int
    number: str
    version: int
    outgoing_id: int | None = None


@dataclass(frozen=True)
class OrderSettingsChanged(Happened):
    """Somebody changed how orders are taken."""

    kind: ClassVar[str] = "orders.settings_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed how orders are taken")
    icon: ClassVar[str] = "gear"


@dataclass(frozen=True)
class OrderFormSaved(Happened):
    """Somebody made or changed a public order form."""

    kind: ClassVar[str] = "orders.form_saved"
    says: ClassVar[str] = gettext_noop("{actor} saved the order form {key}")
    icon: ClassVar[str] = "edit"
    key: str


@dataclass(frozen=True)
class OrderCame(Happened):
    """An order came in through a public form."""

    kind: ClassVar[str] = "orders.order_came"
    says: ClassVar[str] = gettext_noop("The order {number} came in through a form")
    icon: ClassVar[str] = "orders"
    order_id: int
    number: str
    form: str


ALL = (
    OrderPlaced,
    OrderConfirmed,
    OrderChanged,
    OrderHeld,
    OrderReleased,
    OrderCanceled,
    LineWaived,
    TroubleNoted,
    TroubleSettled,
    TroubleReopened,
    ConfirmationSent,
    OrderSettingsChanged,
    OrderFormSaved,
    OrderCame,
)
"""Every event of orders."""
