"""Names of the rights over payments."""

from enum import StrEnum


class PaymentPermission(StrEnum):
    """What one may do with payments."""

    SEE = "payments.see"
    REGISTER = "payments.register"
    MATCH = "payments.match"
    REFUND = "payments.refund"
    CHASE = "payments.chase"
    SET_RULES = "payments.set_rules"
    IMPORT_HISTORY = "payments.import_history"
