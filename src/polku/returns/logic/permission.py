"""Names of the rights over returns."""

from enum import StrEnum


class ReturnPermission(StrEnum):
    """What one may do with returns."""

    SEE = "returns.see"
    REQUEST = "returns.request"
    DECIDE = "returns.decide"
    RECEIVE = "returns.receive"
    SETTLE = "returns.settle"
