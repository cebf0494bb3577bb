"""Tables of payments."""

from polku.payments.models.chasing import (
    Dispute,
    DunningPlan,
    DunningStep,
    LateCharge,
    Promise,
    Reminder,
    Waiver,
)
from polku.payments.models.item import Allocation, Item
from polku.payments.models.receipt import Receipt, Voucher
from polku.payments.models.rules import PaymentRules
from polku.payments.models.statement import Statement, StatementFile, StatementLine

__all__ = [
    "Allocation",
    "Dispute",
    "DunningPlan",
    "DunningStep",
    "Item",
    "LateCharge",
    "PaymentRules",
    "Promise",
    "Receipt",
    "Reminder",
    "Statement",
    "StatementFile",
    "StatementLine",
    "Voucher",
    "Waiver",
]
