"""Rights over activities, named here so that tables and rules can both see them."""

from enum import StrEnum


class EngagePermission(StrEnum):
    """What may be done with activities."""

    SEE = "engage.see"
    LOG = "engage.log"
    DEFINE_KINDS = "engage.define_kinds"
    SEE_COSTS = "engage.see_costs"
    SET_COSTS = "engage.set_costs"
