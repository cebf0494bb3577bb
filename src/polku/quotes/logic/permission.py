"""Names of the rights over quotes."""

from enum import StrEnum


class QuotePermission(StrEnum):
    """What one may do with quotes."""

    SEE = "quotes.see"
    WRITE = "quotes.write"
    SEND = "quotes.send"
    APPROVE = "quotes.approve"
    SET_LIMITS = "quotes.set_limits"
