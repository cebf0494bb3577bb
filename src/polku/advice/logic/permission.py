"""Rights over advice, named here so that tables and rules can both see them."""

from enum import StrEnum


class AdvicePermission(StrEnum):
    """What may be done with advice."""

    SEE = "advice.see"
    ASK = "advice.ask"
    ALLOW_PRESSURE = "advice.allow_pressure"
