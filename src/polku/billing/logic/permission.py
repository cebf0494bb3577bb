"""Names of the rights over invoices."""

from enum import StrEnum


class BillingPermission(StrEnum):
    """What one may do with invoices."""

    SEE = "billing.see"
    DRAFT = "billing.draft"
    ISSUE = "billing.issue"
    CREDIT = "billing.credit"
    SEND = "billing.send"
    SET_UP = "billing.set_up"
    IMPORT_HISTORY = "billing.import_history"
