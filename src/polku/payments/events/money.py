"""What happens with money that came, vouchers and bank statements."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class PaymentReceived(Happened):
    """Money came in."""

    kind: ClassVar[str] = "payments.payment_received"
    says: ClassVar[str] = gettext_noop("{actor} registered the payment {number}")
    icon: ClassVar[str] = "coins"
    receipt_id: int
    number: str
    currency: str
    amount_minor: int
    method: str
    order_id: int | None = None


@dataclass(frozen=True)
class PaymentReversed(Happened):
    """A payment was none: it bounced, or was registered by mistake."""

    kind: ClassVar[str] = "payments.payment_reversed"
    says: ClassVar[str] = gettext_noop("{actor} took back the payment {number}")
    icon: ClassVar[str] = "undo"
    receipt_id: int
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class PaymentMatched(Happened):
    """Money was set against a bill."""

    kind: ClassVar[str] = "payments.payment_matched"
    says: ClassVar[str] = gettext_noop("{actor} matched a payment with {number}")
    icon: ClassVar[str] = "link"
    allocation_id: int
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    open_minor: int
    order_id: int | None = None
    paid_minor: int | None = None
    paid_currency: str = ""
    """What it took of the money, where that is in another currency than the bill."""


@dataclass(frozen=True)
class BillWrittenOff(Happened):
    """What was open of a bill will not be paid: it is booked as a loss."""

    kind: ClassVar[str] = "payments.bill_written_off"
    says: ClassVar[str] = gettext_noop("{actor} wrote off what was open of {number}")
    icon: ClassVar[str] = "minus"
    allocation_id: int
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None
    tax_minor: int = 0
    """Of it VAT that is not owed any more."""


@dataclass(frozen=True)
class VoucherExpired(Happened):
    """What was left of a voucher that holds no longer is income."""

    kind: ClassVar[str] = "payments.voucher_expired"
    says: ClassVar[str] = gettext_noop("A voucher holds no longer; what was left of it was booked as income")
    icon: ClassVar[str] = "coins"
    voucher_id: int
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class VoucherExtended(Happened):
    """A voucher holds longer; so much that was booked as income is owed again."""

    kind: ClassVar[str] = "payments.voucher_extended"
    says: ClassVar[str] = gettext_noop("{actor} let a voucher hold longer")
    icon: ClassVar[str] = "coins"
    voucher_id: int
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class VoucherIssued(Happened):
    """A voucher was sold or given; its code is nobody's business."""

    kind: ClassVar[str] = "payments.voucher_issued"
    says: ClassVar[str] = gettext_noop("{actor} issued a voucher")
    icon: ClassVar[str] = "coins"
    voucher_id: int
    currency: str
    amount_minor: int
    method: str = ""


@dataclass(frozen=True)
class VoucherWithdrawn(Happened):
    """A voucher that nobody spent was taken back; nothing is owed for it any more."""

    kind: ClassVar[str] = "payments.voucher_withdrawn"
    says: ClassVar[str] = gettext_noop("{actor} took a voucher back")
    icon: ClassVar[str] = "undo"
    voucher_id: int
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class MatchUndone(Happened):
    """Money was taken off a bill again; both are as they were."""

    kind: ClassVar[str] = "payments.match_undone"
    says: ClassVar[str] = gettext_noop("{actor} undid a match with {number}")
    icon: ClassVar[str] = "undo"
    allocation_id: int
    invoice_id: int | None
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class InvoicePaid(Happened):
    """Nothing of a bill is open any more."""

    kind: ClassVar[str] = "payments.invoice_paid"
    says: ClassVar[str] = gettext_noop("The invoice {number} is paid")
    icon: ClassVar[str] = "check"
    invoice_id: int
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class InvoiceReopened(Happened):
    """A bill that was paid is open again: what had paid it was taken off."""

    kind: ClassVar[str] = "payments.invoice_reopened"
    says: ClassVar[str] = gettext_noop("The invoice {number} is open again")
    icon: ClassVar[str] = "undo"
    invoice_id: int
    number: str
    currency: str
    open_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class MoneyRefunded(Happened):
    """Money went back to a customer."""

    kind: ClassVar[str] = "payments.money_refunded"
    says: ClassVar[str] = gettext_noop("{actor} paid money back: {number}")
    icon: ClassVar[str] = "undo"
    receipt_id: int
    number: str
    currency: str
    amount_minor: int
    order_id: int | None = None


@dataclass(frozen=True)
class StatementTaken(Happened):
    """A bank statement was read."""

    kind: ClassVar[str] = "payments.statement_taken"
    says: ClassVar[str] = gettext_noop("{actor} took in a bank statement")
    icon: ClassVar[str] = "upload"
    statement_id: int
    lines: int


@dataclass(frozen=True)
class StatementLineIgnored(Happened):
    """A booking is no payment of a customer."""

    kind: ClassVar[str] = "payments.statement_line_ignored"
    says: ClassVar[str] = gettext_noop("{actor} set a booking aside")
    icon: ClassVar[str] = "x"
    line_id: int


@dataclass(frozen=True)
class StatementLineReopened(Happened):
    """A booking waits again."""

    kind: ClassVar[str] = "payments.statement_line_reopened"
    says: ClassVar[str] = gettext_noop("{actor} lets a booking wait again")
    icon: ClassVar[str] = "undo"
    line_id: int


@dataclass(frozen=True)
class PaymentRulesChanged(Happened):
    """The company changed what it leaves to rules when money comes in."""

    kind: ClassVar[str] = "payments.payment_rules_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed the rules of payments")
    icon: ClassVar[str] = "gear"
