"""What happens with invoices. Amounts are in the invoice's currency and always positive, on a credit note too."""

from dataclasses import dataclass
from typing import ClassVar

from polku.eventlog.events import Happened
from polku.kernel.errors import gettext_noop


@dataclass(frozen=True)
class InvoiceDrafted(Happened):
    """An invoice was prepared; it has no number yet."""

    kind: ClassVar[str] = "billing.invoice_drafted"
    says: ClassVar[str] = gettext_noop("{actor} prepared an invoice")
    icon: ClassVar[str] = "edit"
    invoice_id: int
    order_id: int | None
    document: str
    currency: str
    net_minor: int
    gross_minor: int


@dataclass(frozen=True)
class InvoiceDiscarded(Happened):
    """A draft was thrown away."""

    kind: ClassVar[str] = "billing.invoice_discarded"
    says: ClassVar[str] = gettext_noop("{actor} threw the draft of an invoice away")
    icon: ClassVar[str] = "x"
    invoice_id: int
    order_id: int | None


@dataclass(frozen=True)
class InvoiceIssued(Happened):
    """An invoice got its number and was booked."""

    kind: ClassVar[str] = "billing.invoice_issued"
    says: ClassVar[str] = gettext_noop("{actor} issued the invoice {number}")
    icon: ClassVar[str] = "file"
    invoice_id: int
    order_id: int | None
    customer_id: int
    number: str
    document: str
    currency: str
    net_minor: int
    gross_minor: int
    payable_minor: int
    due_date: str


@dataclass(frozen=True)
class CreditNoteIssued(Happened):
    """A credit note got its number and was booked; it takes from an invoice."""

    kind: ClassVar[str] = "billing.credit_note_issued"
    says: ClassVar[str] = gettext_noop("{actor} issued the credit note {number}")
    icon: ClassVar[str] = "undo"
    invoice_id: int
    corrects_id: int | None
    order_id: int | None
    customer_id: int
    number: str
    currency: str
    net_minor: int
    gross_minor: int
    payable_minor: int


@dataclass(frozen=True)
class InvoiceSent(Happened):
    """An invoice or credit note went out by mail; to whom stands in the outbox. `waits`: there was no mail server."""

    kind: ClassVar[str] = "billing.invoice_sent"
    says: ClassVar[str] = gettext_noop("{actor} sent the invoice {number}")
    icon: ClassVar[str] = "mail"
    invoice_id: int
    order_id: int | None
    number: str
    outgoing_id: int
    waits: bool | None = None


@dataclass(frozen=True)
class PlanChanged(Happened):
    """It was said by which steps an order is billed."""

    kind: ClassVar[str] = "billing.plan_changed"
    says: ClassVar[str] = gettext_noop("{actor} planned how the order is billed")
    icon: ClassVar[str] = "calendar"
    order_id: int
    steps: int


@dataclass(frozen=True)
class SettingsChanged(Happened):
    """How invoices are made was changed."""

    kind: ClassVar[str] = "billing.settings_changed"
    says: ClassVar[str] = gettext_noop("{actor} changed how invoices are made")
    icon: ClassVar[str] = "gear"


ALL = (
    InvoiceDrafted,
    InvoiceDiscarded,
    InvoiceIssued,
    CreditNoteIssued,
    InvoiceSent,
    PlanChanged,
    SettingsChanged,
)
"""Every event of billing."""
ON_INVOICES = (InvoiceIssued, CreditNoteIssued)
