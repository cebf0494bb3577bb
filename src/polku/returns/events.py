"""What happens with returns. Amounts are in the order's currency, minor units."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class ReturnRequested(Happened):
    """A customer wants to give goods back."""

    kind: ClassVar[str] = "returns.return_requested"
    says: ClassVar[str] = gettext_noop("{actor} took up the return {number}")
    icon: ClassVar[str] = "undo"
    return_id: int
    number: str
    order_id: int
    lines: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReturnApproved(Happened):
    """The goods may come back."""

    kind: ClassVar[str] = "returns.return_approved"
    says: ClassVar[str] = gettext_noop("{actor} approved the return {number}")
    icon: ClassVar[str] = "check"
    return_id: int
    number: str
    order_id: int


@dataclass(frozen=True)
class ReturnRefused(Happened):
    """The goods stay with the customer."""

    kind: ClassVar[str] = "returns.return_refused"
    says: ClassVar[str] = gettext_noop("{actor} refused the return {number}")
    icon: ClassVar[str] = "x"
    return_id: int
    number: str
    order_id: int


@dataclass(frozen=True)
class ReturnReceived(Happened):
    """The goods of a return came."""

    kind: ClassVar[str] = "returns.return_received"
    says: ClassVar[str] = gettext_noop("{actor} received the goods of the return {number}")
    icon: ClassVar[str] = "box"
    return_id: int
    number: str
    order_id: int


@dataclass(frozen=True)
class ReturnPartlySettled(Happened):
    """Some lines of a return are settled; others wait for somebody else."""

    kind: ClassVar[str] = "returns.return_partly_settled"
    says: ClassVar[str] = gettext_noop("{actor} settled a part of the return {number}")
    icon: ClassVar[str] = "check"
    return_id: int
    number: str
    order_id: int
    currency: str
    credited_minor: int
    refunded_minor: int
    replacement_id: int | None = None


@dataclass(frozen=True)
class ReturnSettled(Happened):
    """The customer has what was agreed: nothing of a return is left open."""

    kind: ClassVar[str] = "returns.return_settled"
    says: ClassVar[str] = gettext_noop("{actor} settled the return {number}")
    icon: ClassVar[str] = "check"
    return_id: int
    number: str
    order_id: int
    currency: str
    credited_minor: int
    refunded_minor: int
    replacement_id: int | None = None


@dataclass(frozen=True)
class ReturnReopened(Happened):
    """The order that was to replace goods was called off: the return waits to be settled otherwise."""

    kind: ClassVar[str] = "returns.return_reopened"
    says: ClassVar[str] = gettext_noop("The return {number} is open again: its replacement was called off")
    icon: ClassVar[str] = "warn"
    return_id: int
    number: str
    order_id: int


ALL = (
    ReturnRequested,
    ReturnApproved,
    ReturnRefused,
    ReturnReceived,
    ReturnPartlySettled,
    ReturnSettled,
    ReturnReopened,
)
"""Every event of returns."""
