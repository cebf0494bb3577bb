"""Names of the rights over orders."""

from enum import StrEnum


class OrderPermission(StrEnum):
    """What one may do with orders."""

    SEE = "orders.see"
    PLACE = "orders.place"
    CONFIRM = "orders.confirm"
    CHANGE = "orders.change"
    HOLD = "orders.hold"
    CANCEL = "orders.cancel"
    SETTLE = "orders.settle"
    IMPORT_HISTORY = "orders.import_history"
    SET_UP = "orders.set_up"
