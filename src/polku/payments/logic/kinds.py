"""What open items are made of."""

from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """Debit: the customer owes us. Credit: we owe the customer."""

    DEBIT = "debit"
    CREDIT = "credit"


class Kind(StrEnum):
    """What an item stands for."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    VOUCHER = "voucher"
    REFUND = "refund"
    DIFFERENCE = "difference"
    LATE_CHARGE = "late_charge"


class Method(StrEnum):
    """How the money came."""

    BANK = "bank"
    CARD = "card"
    CASH = "cash"
    VOUCHER = "voucher"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"


ROLES: Final = {
    Method.BANK: "bank",
    Method.CARD: "payments_in_transit",
    Method.CASH: "cash",
    Method.VOUCHER: "vouchers",
    Method.DIRECT_DEBIT: "bank",
    Method.OTHER: "payments_in_transit",
}
"""The account that money of a kind comes to."""
MONEY: Final = (Kind.RECEIPT, Kind.VOUCHER)
"""Credit items that are money, and not a lowered bill."""
SMALL_MAX_MINOR: Final = 10_000
"""No rule writes off, and no step asks for, more than this (minor units of the company's currency)."""
