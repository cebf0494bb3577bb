"""What a quote is in, and what may follow."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """From a draft to the buyer's answer."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.WAITING, State.APPROVED, State.SENT, State.WITHDRAWN}),
    State.WAITING: frozenset({State.APPROVED, State.DRAFT, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.SENT, State.DRAFT, State.WITHDRAWN}),
    State.SENT: frozenset({State.ACCEPTED, State.DECLINED, State.EXPIRED, State.WITHDRAWN, State.DRAFT}),
    State.EXPIRED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.DRAFT}),
    State.ACCEPTED: frozenset(),
    State.WITHDRAWN: frozenset({State.DRAFT}),
}
"""DRAFT after SENT means a new version; ACCEPTED is the end."""
EDITABLE: Final = frozenset(
    {State.DRAFT, State.WAITING, State.APPROVED, State.SENT, State.DECLINED, State.EXPIRED, State.WITHDRAWN}
)
"""What may be revised: before sending in place, after it as a new version."""
OPEN: Final = frozenset({State.DRAFT, State.WAITING, State.APPROVED, State.SENT})


class Decline(StrEnum):
    """Why a buyer says no, short enough to be chosen on a phone."""

    PRICE = "price"
    TIMING = "timing"
    OTHER_OFFER = "other_offer"
    NO_NEED = "no_need"
    NOT_FITTING = "not_fitting"
    OTHER = "other"


class Handover(StrEnum):
    """What stands between a yes and the work."""

    PAPER = "paper"
    DOUBT = "doubt"
    PERSON = "person"
