"""Where a finding comes from."""

from enum import StrEnum


class Origin(StrEnum):
    """What made somebody think of a change."""

    FIGURES = "figures"
    FEEDBACK = "feedback"
    MARKET = "market"
    TECHNOLOGY = "technology"
