"""What an invoice is, and what it is in."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What is billed: what was delivered, what is to be paid before, or what is given back."""

    INVOICE = "invoice"
    PREPAYMENT = "prepayment"
    CREDIT_NOTE = "credit_note"


class State(StrEnum):
    """Still to be looked at, or issued: numbered, booked and never changed again."""

    DRAFT = "draft"
    ISSUED = "issued"


class TaxPoint(StrEnum):
    """The day that decides about tax: of the invoice, or of the last delivery it bills."""

    ISSUE = "issue"
    DELIVERY = "delivery"


SERIES: Final = {
    Kind.INVOICE.value: "invoice",
    Kind.PREPAYMENT.value: "invoice",
    Kind.CREDIT_NOTE.value: "credit_note",
}
"""The number series of each kind."""
FUND: Final = "fund"
"""The kind of a line that puts a fund's part upon services."""
ADVANCE: Final = "advance"
"""The kind of a line that is paid in advance, and of the negative one that takes it off a later invoice."""
