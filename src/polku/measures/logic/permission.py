"""Names of the rights over indicators, goals and dashboards."""

from enum import StrEnum


class MeasurePermission(StrEnum):
    """What may be done with goals and dashboards."""

    SEE = "measures.see"
    DEFINE = "measures.define"
    SET_GOALS = "measures.set_goals"
    COACH = "measures.coach"
    ARRANGE = "measures.arrange"
    SHARE = "measures.share"
